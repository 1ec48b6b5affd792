import { Type } from "typebox";
import { fromHex } from "../../../primitives/bytes.ts";
import { address, milliseconds, strict } from "../../schema.ts";
import { defineAction } from "../action.ts";

/** Lets the key of `agent` trade for the owner until `agentExpiry`; 0 revokes it. An agent never moves money. */
export const approveAgentAction = defineAction({
  type: "approveAgent",
  schema: strict({
    type: Type.Literal("approveAgent"),
    agent: address,
    agentExpiry: milliseconds("end of the approval, 0 to revoke"),
  }),
  build: (action) => ({
    type: "approveAgent",
    agent: fromHex(action.agent, 20),
    agentExpiry: action.agentExpiry,
  }),
});
