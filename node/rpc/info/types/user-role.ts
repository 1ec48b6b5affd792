import { type Static, Type } from "typebox";
import { fromHex, toHex } from "../../../primitives/bytes.ts";
import type { StateReader } from "../../dependencies.ts";
import { address, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

const answers = Type.Union([
  strict({ role: Type.Literal("user") }),
  strict({
    role: Type.Literal("agent"),
    data: strict({
      user: { ...address, description: "the owner it was approved by" },
      active: Type.Boolean({ description: "false once it was revoked or its approval ran out" }),
    }),
  }),
  strict({ role: Type.Literal("validator") }),
  strict({ role: Type.Literal("missing") }),
]);

function roleOf(user: Uint8Array, state: StateReader): Static<typeof answers> {
  const signer = state.signer(user);
  if (signer === undefined) return { role: "missing" };
  const owner = state.agentOwner(user);
  if (owner !== undefined) {
    const active = signer.agentExpiry > state.header().timestamp;
    return { role: "agent", data: { user: toHex(owner), active } };
  }
  if (signer.firstAccount !== 0) return { role: "user" };
  const isValidator = state.validators().some((validator) => validator.signer === signer.slot);
  return { role: isValidator ? "validator" : "missing" };
}

/** What an address is to the chain: an owner of accounts, an agent and whose, a validator, or nobody yet. */
export const userRoleInfo = defineInfo({
  type: "userRole",
  schema: strict({ type: Type.Literal("userRole"), user: address }),
  weight: 2,
  answers,
  answer: ({ user }, { state }) => roleOf(fromHex(user, 20), state),
});
