/** Commitments to whole histories: Merkle trees of fixed height whose leaves are states in order. */
import { concatBytes, equalBytes } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import { hashLevels, hashPair } from "../machine/merkle.ts";
import { NODE_BYTES } from "../merkle.ts";

/** Highest tree: its leaf numbers are exact in a double, its proofs far below a transaction's size. */
const MAX_HEIGHT = 40;
/** Most leaves held: 2^24 are 512 MiB of them and as much of nodes above; more is refused rather than swapped. */
export const MAX_LEAVES = 2 ** 24;

/** What both a whole tree and somebody else's tree, known in part, can show. */
export interface HistoryNodes {
  readonly height: number;
  /** Hash of the node at `level` (0 = leaves) and `index`; 32 bytes. */
  node(level: number, index: number): Uint8Array;
}

/**
 * A tree of 2^height leaves of which the first ones are given and every later one is `tail`: the machine's last state, which
 * repeats, or zero beyond the last block. Holds the given leaves and the nodes above them; what the tail fills is one node
 * a level. Nodes cost nothing to read, a proof copies `height` of them.
 */
export class History implements HistoryNodes {
  readonly height: number;
  readonly root: Uint8Array;
  /** Leaves that were given. */
  readonly count: number;
  /** The given leaves, 32 bytes each; must not be written to. */
  readonly leaves: Uint8Array;
  readonly #levels: Uint8Array[] = [];
  readonly #tails: Uint8Array[] = [];

  /**
   * `leaves` are 32 bytes each, 1 to 2^height of them, kept without a copy. Work: one hash a leaf. Throws `HISTORY_SIZE`.
   */
  constructor(leaves: Uint8Array, height: number, tail: Uint8Array) {
    const count = leaves.length / NODE_BYTES;
    const fits = Number.isInteger(height) && height >= 0 && height <= MAX_HEIGHT && count <= 2 ** height;
    if (!fits || !Number.isInteger(count) || count < 1 || count > MAX_LEAVES || tail.length !== NODE_BYTES) {
      throw new NovateError(
        "HISTORY_SIZE",
        `expected 1 to 2^height leaves of 32 bytes and a tail, got ${count} for height ${height}`,
        { count, height },
      );
    }
    this.height = height;
    this.count = count;
    this.leaves = leaves;
    let level = leaves;
    let node = tail;
    for (let i = 0; i <= height; i++) {
      this.#levels.push(level);
      this.#tails.push(node);
      const odd = (level.length / NODE_BYTES) % 2 === 1;
      if (i < height) level = hashLevels(odd ? concatBytes([level, node]) : level, 1);
      node = hashPair(node, node);
    }
    this.root = this.node(height, 0);
  }

  /** Throws `HISTORY_INDEX` outside the tree. */
  node(level: number, index: number): Uint8Array {
    const inside = level >= 0 && level <= this.height && index >= 0 && index < 2 ** (this.height - level);
    if (!inside || !Number.isInteger(level) || !Number.isInteger(index)) {
      throw new NovateError("HISTORY_INDEX", `expected a node of the tree, got (${level}, ${index})`);
    }
    const at = index * NODE_BYTES;
    const given = this.#levels[level]!;
    return at < given.length ? given.slice(at, at + NODE_BYTES) : this.#tails[level]!.slice();
  }

  /** Siblings of leaf `index`, lowest first. Throws `HISTORY_INDEX`. */
  prove(index: number): Uint8Array[] {
    this.node(0, index);
    return Array.from({ length: this.height }, (_, level) => {
      const place = Math.floor(index / 2 ** level);
      return this.node(level, place % 2 === 0 ? place + 1 : place - 1);
    });
  }
}

/** Siblings of the last leaf: what joining a dispute takes. */
export function proveLast(history: History): Uint8Array[] {
  return history.prove(2 ** history.height - 1);
}

/**
 * Number of the first leaf at which two histories of one height differ, by their nodes alone: `height` comparisons. Undefined
 * when they are one. Throws `HISTORY_HEIGHT` for different heights.
 */
export function firstDifference(a: HistoryNodes, b: HistoryNodes): number | undefined {
  if (a.height !== b.height) {
    throw new NovateError("HISTORY_HEIGHT", `expected two trees of one height, got ${a.height}, ${b.height}`);
  }
  if (equalBytes(a.node(a.height, 0), b.node(b.height, 0))) return undefined;
  let index = 0;
  for (let level = a.height - 1; level >= 0; level--) {
    index *= 2;
    if (equalBytes(a.node(level, index), b.node(level, index))) index++;
  }
  return index;
}
