/** Binary SHA-256 Merkle trees over 32-byte leaves, hashed level by level in native batches. */
import { hashInto } from "@chainsafe/hashtree";
import { concatBytes, equalBytes } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";

export const NODE_BYTES = 32;
const MAX_DEPTH = 32;

/** SHA-256(left || right). */
export function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  const out = new Uint8Array(NODE_BYTES);
  hashInto(concatBytes([left, right]), out);
  return out;
}

/** `ZERO_HASHES[k]` = root of a subtree of 2^k zero leaves. */
export const ZERO_HASHES: readonly Uint8Array[] = (() => {
  const hashes: Uint8Array[] = [new Uint8Array(NODE_BYTES)];
  while (hashes.length <= MAX_DEPTH) hashes.push(hashPair(hashes.at(-1)!, hashes.at(-1)!));
  return hashes;
})();

/**
 * Root of `bytes` as leaves, zero padded to 2^depth of them. Work: about one hash per 32 bytes given, whatever the depth.
 * Throws `OUT_OF_RANGE` when the bytes do not fit.
 */
export function merkleRoot(bytes: Uint8Array, depth: number): Uint8Array {
  if (depth > MAX_DEPTH || bytes.length > NODE_BYTES * 2 ** depth) {
    throw new NovateError("OUT_OF_RANGE", `expected at most 2^${depth} leaves, got ${bytes.length} bytes`);
  }
  if (bytes.length === 0) return ZERO_HASHES[depth]!.slice();
  let level: Uint8Array = new Uint8Array(Math.ceil(bytes.length / NODE_BYTES) * NODE_BYTES);
  level.set(bytes);
  for (let height = 0; height < depth; height++) {
    if (level.length % (2 * NODE_BYTES) !== 0) level = concatBytes([level, ZERO_HASHES[height]!]);
    const next = new Uint8Array(level.length / 2);
    hashInto(level, next);
    level = next;
  }
  return level;
}

/** Siblings of leaf `index`, lowest first, in the tree of {@link merkleRoot}. Throws `OUT_OF_RANGE`. */
export function merkleSiblings(bytes: Uint8Array, depth: number, index: number): Uint8Array[] {
  const { length } = bytes;
  if (depth > MAX_DEPTH || length > NODE_BYTES * 2 ** depth || index < 0 || index >= 2 ** depth) {
    throw new NovateError(
      "OUT_OF_RANGE",
      `expected leaf ${index} among at most 2^${depth}, got ${length} bytes`,
    );
  }
  const siblings: Uint8Array[] = [];
  let level: Uint8Array = new Uint8Array(Math.ceil(length / NODE_BYTES) * NODE_BYTES);
  level.set(bytes);
  for (let height = 0, at = index; height < depth; height++, at = Math.floor(at / 2)) {
    const sibling = (at % 2 === 0 ? at + 1 : at - 1) * NODE_BYTES;
    const isKnown = sibling < level.length;
    siblings.push(isKnown ? level.slice(sibling, sibling + NODE_BYTES) : ZERO_HASHES[height]!.slice());
    if (level.length % (2 * NODE_BYTES) !== 0) level = concatBytes([level, ZERO_HASHES[height]!]);
    const next = new Uint8Array(level.length / 2);
    if (level.length > 0) hashInto(level, next);
    level = next;
  }
  return siblings;
}

/** Root that `leaf` at `index` has under `siblings`, lowest first. */
export function climb(leaf: Uint8Array, index: number, siblings: readonly Uint8Array[]): Uint8Array {
  let node = leaf;
  let position = index;
  for (const sibling of siblings) {
    node = position % 2 === 0 ? hashPair(node, sibling) : hashPair(sibling, node);
    position = Math.floor(position / 2);
  }
  return node;
}

/** True when the 2^k `leaves` from `firstLeaf` on, with their siblings, hash to `root` in a tree of `depth`. */
export function verifyRange(
  root: Uint8Array,
  depth: number,
  firstLeaf: number,
  leaves: readonly Uint8Array[],
  siblings: readonly Uint8Array[],
): boolean {
  const height = Math.log2(leaves.length);
  if (!Number.isInteger(height) || height + siblings.length !== depth) return false;
  if (!Number.isInteger(firstLeaf) || firstLeaf < 0 || firstLeaf >= 2 ** depth) return false;
  if (firstLeaf % leaves.length !== 0) return false;
  if (![...leaves, ...siblings].every((node) => node.length === NODE_BYTES)) return false;
  const subtree = merkleRoot(concatBytes(leaves), height);
  return equalBytes(climb(subtree, firstLeaf / leaves.length, siblings), root);
}
