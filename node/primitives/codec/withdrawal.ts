/** Leaves and nodes of the withdrawal tree (docs/spec/wire.md W6). */
import { bigEndian, concatBytes } from "../bytes.ts";
import { keccak256 } from "../keccak.ts";
import type { Withdrawal } from "./types.ts";

const LEAF_TAG = new Uint8Array([0]);
const NODE_TAG = new Uint8Array([1]);

/** `keccak256(0x00 || uint64 index || recipient || uint8 asset || uint64 amount)`, big-endian. */
export function withdrawalLeaf(withdrawal: Withdrawal): Uint8Array {
  return keccak256(
    concatBytes([
      LEAF_TAG,
      bigEndian(withdrawal.index, 8),
      withdrawal.recipient,
      bigEndian(BigInt(withdrawal.asset), 1),
      bigEndian(withdrawal.amount, 8),
    ]),
  );
}

/** `keccak256(0x01 || left || right)`. */
export function withdrawalNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return keccak256(concatBytes([NODE_TAG, left, right]));
}
