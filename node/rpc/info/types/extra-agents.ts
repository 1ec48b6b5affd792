import { Type } from "typebox";
import { fromHex, toHex } from "../../../primitives/bytes.ts";
import { address, list, milliseconds, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** The agents that may sign for an owner as of now, newest first. */
export const extraAgentsInfo = defineInfo({
  type: "extraAgents",
  schema: strict({ type: Type.Literal("extraAgents"), user: { ...address, description: "the owner" } }),
  weight: 20,
  answers: list(
    strict({
      name: Type.String({ description: "agents have no names here: always empty" }),
      address: { ...address, description: "the agent" },
      validUntil: milliseconds("until when it may sign"),
    }),
  ),
  answer({ user }, { state }) {
    const now = state.header().timestamp;
    return state
      .agentsOf(fromHex(user, 20))
      .filter((agent) => agent.expiry > now)
      .map((agent) => ({ name: "", address: toHex(agent.address), validUntil: Number(agent.expiry) }));
  },
});
