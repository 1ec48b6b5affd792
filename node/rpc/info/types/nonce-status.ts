import { type Static, Type } from "typebox";
import { fromHex } from "../../../primitives/bytes.ts";
import { limits } from "../../../state-machine/layout/limits.ts";
import type { StateReader } from "../../dependencies.ts";
import { stateAt } from "../../present/state-at.ts";
import { address, milliseconds, place, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

const statusSchema = Type.Enum(["used", "free", "tooLow", "outOfWindow"]);

/** Rule B5, asked before anything is sent. */
function statusOf(
  signer: ReturnType<StateReader["signer"]>,
  nonce: number,
  now: number,
): Static<typeof statusSchema> {
  const offset = nonce - Number(signer?.nonceBase ?? 0n);
  const kept = Array.from({ length: signer?.nonceCount ?? 0 }, (_, i) => {
    return signer!.nonces[(signer!.nonceHead + i) % limits.NONCES_KEPT]!;
  });
  if (kept.includes(offset)) return "used";
  if (nonce <= now - limits.NONCE_PAST_MS || nonce >= now + limits.NONCE_FUTURE_MS) return "outOfWindow";
  return kept.length === limits.NONCES_KEPT && offset < kept[0]! ? "tooLow" : "free";
}

/**
 * Whether a signer's nonce was used, as of `block`: settles what a lost answer leaves open. A nonce that is `free` after
 * the transaction's `expiresAfter` (compare `time`), or `tooLow` and not `used`, belongs to no executed transaction of the latest 64.
 */
export const nonceStatusInfo = defineInfo({
  type: "nonceStatus",
  schema: strict({
    type: Type.Literal("nonceStatus"),
    user: { ...address, description: "the address that signs" },
    nonce: milliseconds("nonce"),
  }),
  weight: 2,
  answers: strict({ status: statusSchema, ...place }),
  answer({ user, nonce }, { state }) {
    const at = stateAt(state);
    return { status: statusOf(state.signer(fromHex(user, 20)), nonce, at.time), ...at };
  },
});
