import { type Static, Type } from "typebox";
import { fromHex } from "../../../primitives/bytes.ts";
import { limits } from "../../../state-machine/layout/limits.ts";
import { nonceBounds } from "../../../state-machine/view/nonces.ts";
import type { StateReader } from "../../dependencies.ts";
import { stateAt } from "../../present/state-at.ts";
import { address, milliseconds, place, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

const statusSchema = Type.Enum(["used", "free", "tooLow", "outOfWindow"]);

/** Rule B5, asked before anything is sent. */
function statusOf(
  state: StateReader,
  signer: ReturnType<StateReader["signer"]>,
  nonce: number,
  now: number,
): Static<typeof statusSchema> {
  const standing = signer === undefined ? "free" : state.nonce(signer, nonce);
  if (standing === "used") return "used";
  if (nonce <= now - limits.NONCE_PAST_MS || nonce >= now + limits.NONCE_FUTURE_MS) return "outOfWindow";
  return standing;
}

/**
 * Whether a signer's nonce was used, as of `block`: settles what a lost answer leaves open. A nonce that is `free` after
 * the transaction's `expiresAfter` (compare `time`) belongs to no executed transaction. No nonce at or below `floor` is
 * taken; a signer that is told `tooLow` goes on above `newest` (both 0 where there is none).
 */
export const nonceStatusInfo = defineInfo({
  type: "nonceStatus",
  schema: strict({
    type: Type.Literal("nonceStatus"),
    user: { ...address, description: "the address that signs" },
    nonce: milliseconds("nonce"),
  }),
  weight: 2,
  answers: strict({ status: statusSchema, floor: Type.Integer(), newest: Type.Integer(), ...place }),
  answer({ user, nonce }, { state }) {
    const at = stateAt(state);
    const signer = state.signer(fromHex(user, 20));
    const bounds = signer === undefined ? { floor: 0, newest: 0 } : nonceBounds(signer);
    return { status: statusOf(state, signer, nonce, at.time), ...bounds, ...at };
  },
});
