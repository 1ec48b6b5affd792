import { hashInto } from "@chainsafe/hashtree";
import { LEAF_SIZE, TREE_DEPTH } from "./layout.ts";

/** SHA-256 of two 32-byte nodes. */
export function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  const pair = new Uint8Array(2 * LEAF_SIZE);
  pair.set(left, 0);
  pair.set(right, LEAF_SIZE);
  const out = new Uint8Array(LEAF_SIZE);
  hashInto(pair, out);
  return out;
}

/** `zeroNode(level)` is the root of a subtree of 2^level zero leaves. */
const ZERO_NODES: readonly Uint8Array[] = (() => {
  const nodes: Uint8Array[] = [new Uint8Array(LEAF_SIZE)];
  while (nodes.length <= TREE_DEPTH) nodes.push(hashPair(nodes.at(-1)!, nodes.at(-1)!));
  return nodes;
})();

/** Root of 2^level zero leaves, level 0 to 27. The caller must not write to it. */
export function zeroNode(level: number): Uint8Array {
  return ZERO_NODES[level]!;
}

/**
 * Hashes `levels` tree levels of `nodes` (its node count a multiple of 2^levels) and returns the nodes that remain.
 * One native call a level, however many nodes: this is what makes hashing in bulk fast.
 */
export function hashLevels(nodes: Uint8Array, levels: number): Uint8Array {
  let level: Uint8Array = nodes;
  for (let i = 0; i < levels; i++) {
    const next = new Uint8Array(level.length / 2);
    hashInto(level, next);
    level = next;
  }
  return level;
}

/**
 * Root over `count` consecutive nodes starting at `first` of a level that is `depth` levels below the root, given the
 * nodes left and right of the range, level by level (left before right), as `siblings` yields them.
 * The same fold as `Witness.sol`: `count` >= 1; the result says nothing unless every sibling came from a proof.
 */
export function foldRange(
  first: number,
  nodes: Uint8Array,
  depth: number,
  sibling: () => Uint8Array,
): Uint8Array {
  let index = first;
  let level = nodes;
  for (let i = 0; i < depth; i++) {
    const left = index % 2 === 1 ? sibling() : new Uint8Array(0);
    const even = (left.length + level.length) % (2 * LEAF_SIZE) === 0;
    const right = even ? new Uint8Array(0) : sibling();
    const pairs = new Uint8Array(left.length + level.length + right.length);
    pairs.set(left, 0);
    pairs.set(level, left.length);
    pairs.set(right, left.length + level.length);
    level = hashLevels(pairs, 1);
    index = Math.floor(index / 2);
  }
  return level;
}
