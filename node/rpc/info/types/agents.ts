import { Type } from "typebox";
import { fromHex, toHex } from "../../../primitives/bytes.ts";
import { limits } from "../../../state-machine/layout/limits.ts";
import { stateAt } from "../../present/state-at.ts";
import { address, count, list, milliseconds, nullable, place, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** Every agent an owner ever approved, newest first, and how many approvals of new ones are left. */
export const agentsInfo = defineInfo({
  type: "agents",
  schema: strict({ type: Type.Literal("agents"), user: { ...address, description: "the owner" } }),
  weight: 20,
  answers: strict({
    agents: list(
      strict({
        agent: address,
        expiry: nullable(milliseconds("until when it may sign; null = revoked")),
        active: Type.Boolean({ description: "it may sign now" }),
      }),
    ),
    used: count("agents ever approved"),
    cap: count("most an owner may ever approve"),
    ...place,
  }),
  answer({ user }, { state }) {
    const at = stateAt(state);
    const agents = state.agentsOf(fromHex(user, 20));
    return {
      agents: agents.map(({ address: agent, expiry }) => ({
        agent: toHex(agent),
        expiry: expiry === 0n ? null : Number(expiry),
        active: Number(expiry) > at.time,
      })),
      used: agents.length,
      cap: limits.MAX_AGENTS_EVER,
      ...at,
    };
  },
});
