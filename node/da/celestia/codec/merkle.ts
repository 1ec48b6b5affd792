import { equalBytes } from "./namespace.ts";
import { sha256 } from "./sha256.ts";
import { previousPowerOfTwo } from "./share-rules.ts";

/** Binary Merkle tree of RFC 6962: leaves are hashed with prefix 0, inner nodes with prefix 1. */

const LEAF_PREFIX = Uint8Array.of(0);
const INNER_PREFIX = Uint8Array.of(1);

/** Proof that a leaf is at `index` in a tree of `total` leaves; aunts from the leaf upwards. */
export interface MerkleProof {
  readonly total: number;
  readonly index: number;
  readonly leafHash: Uint8Array;
  readonly aunts: readonly Uint8Array[];
}

function leafHash(leaf: Uint8Array): Uint8Array {
  return sha256(LEAF_PREFIX, leaf);
}

function innerHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(INNER_PREFIX, left, right);
}

/** The left subtree holds the greatest power of two of leaves that is smaller than `count`. */
export function splitPoint(count: number): number {
  return previousPowerOfTwo(count - 1);
}

function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return sha256();
  if (hashes.length === 1) return hashes[0]!;
  const split = splitPoint(hashes.length);
  return innerHash(rootOf(hashes.slice(0, split)), rootOf(hashes.slice(split)));
}

export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  return rootOf(leaves.map(leafHash));
}

/** Proof of the leaf at `index`, which must be within the leaves. */
export function proveLeaf(leaves: readonly Uint8Array[], index: number): MerkleProof {
  const aunts: Uint8Array[] = [];
  let hashes = leaves.map(leafHash);
  for (let at = index; hashes.length > 1; ) {
    const split = splitPoint(hashes.length);
    const isLeft = at < split;
    aunts.unshift(rootOf(isLeft ? hashes.slice(split) : hashes.slice(0, split)));
    hashes = isLeft ? hashes.slice(0, split) : hashes.slice(split);
    if (!isLeft) at -= split;
  }
  return { total: leaves.length, index, leafHash: leafHash(leaves[index]!), aunts };
}

/** True when the proof shows that `leaf` is at its index under `root`. Total: never throws. */
export function verifyLeaf(proof: MerkleProof, leaf: Uint8Array, root: Uint8Array): boolean {
  if (!Number.isSafeInteger(proof.total) || !Number.isSafeInteger(proof.index)) return false;
  if (proof.index < 0 || proof.index >= proof.total || proof.total > 2 ** 31) return false;
  const hash = leafHash(leaf);
  if (!equalBytes(hash, proof.leafHash)) return false;
  const sides: boolean[] = [];
  for (let at = proof.index, count = proof.total; count > 1; ) {
    const split = splitPoint(count);
    const isLeft = at < split;
    sides.push(isLeft);
    count = isLeft ? split : count - split;
    if (!isLeft) at -= split;
  }
  if (sides.length !== proof.aunts.length) return false;
  let node = hash;
  for (const aunt of proof.aunts) node = sides.pop() ? innerHash(node, aunt) : innerHash(aunt, node);
  return equalBytes(node, root);
}
