/** The tree under a batch root, from the batch's blocks: leaves of 32 bytes at level 0, input roots at level 25. */
import { concatBytes, equalBytes } from "../../primitives/bytes.ts";
import { decodeBatch } from "../../primitives/codec/index.ts";
import { INPUT_DEPTH, inputProof, inputRoot, merkleRoot, rootProof } from "../../state-machine/index.ts";
import { LEAF_BYTES, type LeafPlace } from "./leaf.ts";

/** Levels that an answer about a node reveals (`DataChallenges.REVEALED_LEVELS`). */
const REVEALED_LEVELS = 8;

/** Node `index` of those at `level`. */
export interface NodePlace {
  readonly level: number;
  readonly index: bigint;
}

export interface BatchTree {
  /** The root's place. */
  readonly top: NodePlace;
  hash(place: NodePlace): Uint8Array;
  /** What an answer reveals below a node, left to right, and the node's siblings, lowest first. */
  reveal(place: NodePlace): {
    readonly nodes: readonly Uint8Array[];
    readonly siblings: readonly Uint8Array[];
  };
}

/** Level of what is revealed below a node: never past the input roots in one go, because what pads them has nothing below it. */
export const revealedLevel = ({ level }: NodePlace): number =>
  Math.max(level > INPUT_DEPTH ? INPUT_DEPTH : 0, level - REVEALED_LEVELS);

/** Throws what `decodeBatch` throws. Work of each call: the bytes below the node, hashed once. */
export function batchTree(payload: Uint8Array): BatchTree {
  const blocks = decodeBatch(payload);
  const roots = blocks.map(inputRoot);
  const height = INPUT_DEPTH + Math.ceil(Math.log2(blocks.length));

  const hash = ({ level, index }: NodePlace): Uint8Array => {
    if (level >= INPUT_DEPTH) {
      const width = 2 ** (level - INPUT_DEPTH);
      const first = Number(index) * width;
      return merkleRoot(concatBytes(roots.slice(first, first + width)), level - INPUT_DEPTH);
    }
    const { block, local } = split(level, index);
    const from = local * 2 ** level * LEAF_BYTES;
    const bytes = (blocks[block] ?? new Uint8Array(0)).subarray(from, from + 2 ** level * LEAF_BYTES);
    return merkleRoot(bytes, level);
  };

  return {
    top: { level: height, index: 0n },
    hash,
    reveal(place) {
      const level = revealedLevel(place);
      const count = 2 ** (place.level - level);
      const first = place.index * BigInt(count);
      const nodes = Array.from({ length: count }, (_, i) => hash({ level, index: first + BigInt(i) }));
      return { nodes, siblings: siblingsOf(place) };
    },
  };

  function siblingsOf({ level, index }: NodePlace): Uint8Array[] {
    if (level >= INPUT_DEPTH) {
      const below = level - INPUT_DEPTH;
      const padded = [...roots];
      while (padded.length < 2 ** (height - INPUT_DEPTH)) padded.push(new Uint8Array(LEAF_BYTES));
      return rootProof(padded, Number(index) * 2 ** below).slice(below);
    }
    const { block, local } = split(level, index);
    const inner = inputProof(blocks[block]!, local * 2 ** level).siblings.slice(level);
    return [...inner, ...rootProof(roots, block)];
  }
}

function split(level: number, index: bigint): { block: number; local: number } {
  const perBlock = BigInt(2 ** (INPUT_DEPTH - level));
  return { block: Number(index / perBlock), local: Number(index % perBlock) };
}

/** The leaf at a place of level 0. */
export function leafAt(index: bigint): LeafPlace {
  const { block, local } = split(0, index);
  return { block, leaf: local };
}

/** Where what was revealed below a node differs first from our tree; undefined when it is the same, and then so is the node. */
export function firstDifference(
  tree: BatchTree,
  place: NodePlace,
  revealed: readonly Uint8Array[],
): NodePlace | undefined {
  const level = revealedLevel(place);
  const first = place.index * BigInt(2 ** (place.level - level));
  const at = revealed.findIndex(
    (node, i) => !equalBytes(node, tree.hash({ level, index: first + BigInt(i) })),
  );
  return at < 0 ? undefined : { level, index: first + BigInt(at) };
}
