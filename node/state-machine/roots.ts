/** Roots and hashes over blocks (docs/spec/wire.md W1 and W5, docs/spec/state.md). */
import { createHash } from "node:crypto";
import { concatBytes } from "../primitives/bytes.ts";
import { merkleRoot, merkleSiblings, NODE_BYTES } from "./merkle.ts";

/** Depth of the tree over a block's 2^30 bytes of input. */
export const INPUT_DEPTH = 25;
/** Longest input of one block: what the machine maps. */
export const MAX_INPUT_BYTES = 2 ** 30;

/** SHA-256 Merkle root of a block's bytes, zero padded to 2^30. Throws `OUT_OF_RANGE` beyond that. */
export function inputRoot(block: Uint8Array): Uint8Array {
  return merkleRoot(block, INPUT_DEPTH);
}

/** SHA-256 Merkle root over the input roots of a batch, padded with zero leaves to a power of two. At least one. */
export function batchRoot(inputRoots: readonly Uint8Array[]): Uint8Array {
  return merkleRoot(concatBytes(inputRoots), batchDepth(inputRoots.length));
}

/** Depth of the tree of {@link batchRoot} over `count` blocks. */
const batchDepth = (count: number): number => Math.ceil(Math.log2(count));

/** Siblings of input root `index` under {@link batchRoot}, lowest first. Throws `OUT_OF_RANGE`. */
export function rootProof(inputRoots: readonly Uint8Array[], index: number): Uint8Array[] {
  return merkleSiblings(concatBytes(inputRoots), batchDepth(inputRoots.length), index);
}

/** The 32 bytes at leaf `index` of a block, zero padded, and their siblings under {@link inputRoot}. Throws `OUT_OF_RANGE`. */
export function inputProof(
  block: Uint8Array,
  index: number,
): { readonly leaf: Uint8Array; readonly siblings: Uint8Array[] } {
  const siblings = merkleSiblings(block, INPUT_DEPTH, index);
  const leaf = new Uint8Array(NODE_BYTES);
  leaf.set(block.subarray(index * NODE_BYTES, (index + 1) * NODE_BYTES));
  return { leaf, siblings };
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

/** SHA-256(parentHash || inputRoot || stateRoot || SHA-256(receipts)): the link of the store's chain. */
export function blockHash(block: {
  readonly parentHash: Uint8Array;
  readonly inputRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly receipts: Uint8Array;
}): Uint8Array {
  return sha256(concatBytes([block.parentHash, block.inputRoot, block.stateRoot, sha256(block.receipts)]));
}
