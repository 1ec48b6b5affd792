/**
 * The Merkle tree over the state half of memory: 2^26 leaves of 32 bytes, depth 26, kept up to date from the chunks the
 * engine touched. Chunks are 128 bytes = 4 leaves = one node of height 2, the lowest that is stored; the 2^25 nodes above
 * lie in a memory whose untouched pages cost nothing, and an all-zero node stands for the zero subtree of its height.
 */
import { hashInto } from "@chainsafe/hashtree";
import { NovateError } from "../primitives/error.ts";
import { wasm } from "../primitives/webassembly.ts";
import { addresses } from "./layout/generated.ts";
import { merkleRoot, NODE_BYTES, ZERO_HASHES } from "./merkle.ts";
import type { StateProof } from "./types.ts";

export const STATE_DEPTH = 26;
/** Height of a chunk's node. */
const CHUNK_HEIGHT = 2;
const CHUNK_WORDS = addresses.CHUNK_BYTES / 8;
const CHUNKS = 2 ** (STATE_DEPTH - CHUNK_HEIGHT);
const LEAVES = 2 ** STATE_DEPTH;
/** Nodes are moved as 64-bit words: optimised code keeps them in registers, and so makes no BigInt. */
const NODE_WORDS = NODE_BYTES / 8;
const PAIR_WORDS = 2 * NODE_WORDS;
/** Nodes hashed by one native call: the batch stays in the second-level cache. */
const BATCH = 4096;
const WASM_PAGE = 65_536;
const ZERO_WORDS = ZERO_HASHES.map((hash) => new BigUint64Array(hash.buffer, 0, NODE_WORDS));

/** Place of the first node of `height` among all stored nodes, in nodes. */
function levelStart(height: number): number {
  return 2 * CHUNKS - 2 ** (STATE_DEPTH - height + 1);
}

export class StateTree {
  /** The state half of the engine's memory. */
  readonly #state: BigUint64Array;
  readonly #nodes = new BigUint64Array(
    new wasm.Memory({
      initial: (2 * CHUNKS * NODE_BYTES) / WASM_PAGE,
      maximum: (2 * CHUNKS * NODE_BYTES) / WASM_PAGE,
    }).buffer,
  );
  readonly #input = new BigUint64Array(BATCH * CHUNK_WORDS);
  readonly #middle = new BigUint64Array(BATCH * PAIR_WORDS);
  readonly #output = new BigUint64Array(BATCH * NODE_WORDS);

  /** `memory` is the engine's whole memory. */
  constructor(memory: ArrayBufferLike) {
    this.#state = new BigUint64Array(memory, addresses.STATE);
  }

  /** The root; the zero root before anything was written. */
  get root(): Uint8Array {
    return this.#node(STATE_DEPTH, 0);
  }

  /**
   * Takes in the chunks that changed: distinct chunk numbers in any order; the array is sorted in place. Cost: about 0.15 us a
   * hash, at most 26 - log2(chunks) + 3 hashes a chunk.
   */
  update(chunks: Uint32Array): void {
    chunks.sort();
    this.#hashChunks(chunks);
    let count = chunks.length;
    const parents = chunks.slice();
    for (let height = CHUNK_HEIGHT; height < STATE_DEPTH; height++) {
      count = toParents(parents, count);
      this.#hashLevel(height, parents, count);
    }
  }

  #hashChunks(chunks: Uint32Array): void {
    const level = levelStart(CHUNK_HEIGHT) * NODE_WORDS;
    for (let first = 0; first < chunks.length; first += BATCH) {
      const count = Math.min(BATCH, chunks.length - first);
      for (let i = 0; i < count; i++) {
        const from = chunks[first + i]! * CHUNK_WORDS;
        copyPair(this.#state, from, this.#input, i * CHUNK_WORDS);
        copyPair(this.#state, from + PAIR_WORDS, this.#input, i * CHUNK_WORDS + PAIR_WORDS);
      }
      hashInto(bytesOf(this.#input, count * CHUNK_WORDS), bytesOf(this.#middle, count * PAIR_WORDS));
      hashInto(bytesOf(this.#middle, count * PAIR_WORDS), bytesOf(this.#output, count * NODE_WORDS));
      this.#scatter(level, chunks, first, count);
    }
  }

  /** Hashes the children at `height` of the nodes `parents[0..count]` into those nodes. */
  #hashLevel(height: number, parents: Uint32Array, count: number): void {
    const children = levelStart(height) * NODE_WORDS;
    const level = levelStart(height + 1) * NODE_WORDS;
    const zero = ZERO_WORDS[height]!;
    for (let first = 0; first < count; first += BATCH) {
      const size = Math.min(BATCH, count - first);
      for (let i = 0; i < size; i++) {
        const from = children + parents[first + i]! * PAIR_WORDS;
        const to = i * PAIR_WORDS;
        copyPair(this.#nodes, from, this.#input, to);
        if (isEmpty(this.#input, to)) this.#input.set(zero, to);
        if (isEmpty(this.#input, to + NODE_WORDS)) this.#input.set(zero, to + NODE_WORDS);
      }
      hashInto(bytesOf(this.#input, size * PAIR_WORDS), bytesOf(this.#output, size * NODE_WORDS));
      this.#scatter(level, parents, first, size);
    }
  }

  #scatter(level: number, indices: Uint32Array, first: number, count: number): void {
    const nodes = this.#nodes;
    const output = this.#output;
    for (let i = 0; i < count; i++) {
      const to = level + indices[first + i]! * NODE_WORDS;
      const from = i * NODE_WORDS;
      nodes[to] = output[from]!;
      nodes[to + 1] = output[from + 1]!;
      nodes[to + 2] = output[from + 2]!;
      nodes[to + 3] = output[from + 3]!;
    }
  }

  /** A copy of a node at any height; heights 0 and 1 come from memory. */
  #node(height: number, index: number): Uint8Array {
    if (height < CHUNK_HEIGHT) return merkleRoot(this.#leaves(index * 2 ** height, 2 ** height), height);
    const at = (levelStart(height) + index) * NODE_WORDS;
    const words = this.#nodes.slice(at, at + NODE_WORDS);
    const bytes = new Uint8Array(words.buffer);
    return isEmpty(words, 0) ? ZERO_HASHES[height]!.slice() : bytes;
  }

  #leaves(first: number, count: number): Uint8Array {
    const out = new BigUint64Array(count * NODE_WORDS);
    out.set(this.#state.subarray(first * NODE_WORDS, (first + count) * NODE_WORDS));
    return new Uint8Array(out.buffer);
  }

  /** Proof of the 2^k leaves from `firstLeaf` on, a multiple of 2^k. Throws `OUT_OF_RANGE` otherwise. */
  prove(firstLeaf: number, count: number): StateProof {
    const height = Math.log2(count);
    if (!Number.isInteger(height) || firstLeaf % count !== 0 || firstLeaf < 0 || firstLeaf + count > LEAVES) {
      throw new NovateError("OUT_OF_RANGE", `expected 2^k aligned leaves, got ${count} from ${firstLeaf}`);
    }
    const bytes = this.#leaves(firstLeaf, count);
    const leaves = Array.from({ length: count }, (_, i) => bytes.slice(i * NODE_BYTES, (i + 1) * NODE_BYTES));
    const siblings: Uint8Array[] = [];
    for (
      let level = height, index = firstLeaf / count;
      level < STATE_DEPTH;
      level++, index = Math.floor(index / 2)
    ) {
      siblings.push(this.#node(level, index % 2 === 0 ? index + 1 : index - 1));
    }
    return { firstLeaf, leaves, siblings };
  }

  /** Numbers of the aligned blocks of 2^(height - 2) chunks that were ever touched, ascending. Work: their number times depth. */
  touched(height: number): Uint32Array {
    let indices = new Uint32Array([0]);
    for (let level = STATE_DEPTH; level > height && indices.length > 0; level--) {
      const below = new Uint32Array(2 * indices.length);
      let count = 0;
      for (const index of indices) {
        for (const child of [2 * index, 2 * index + 1])
          if (this.#isTouched(level - 1, child)) below[count++] = child;
      }
      indices = below.slice(0, count);
    }
    return indices;
  }

  #isTouched(height: number, index: number): boolean {
    const at = (levelStart(height) + index) * NODE_WORDS;
    return !isEmpty(this.#nodes, at);
  }

  /** Forgets every node: the tree of an all-zero memory. */
  clear(): void {
    for (let height = CHUNK_HEIGHT; height < STATE_DEPTH; height++) {
      const touched = this.touched(height);
      for (const index of touched) {
        const at = (levelStart(height) + index) * NODE_WORDS;
        this.#nodes.fill(0n, at, at + NODE_WORDS);
      }
    }
    this.#nodes.fill(0n, levelStart(STATE_DEPTH) * NODE_WORDS);
  }
}

/** Replaces sorted indices by their distinct parents, in place; returns how many. */
function toParents(indices: Uint32Array, count: number): number {
  let kept = 0;
  let last = -1;
  for (let i = 0; i < count; i++) {
    const parent = indices[i]! >>> 1;
    if (parent !== last) indices[kept++] = last = parent;
  }
  return kept;
}

/** Copies 64 bytes. Unrolled: three times as fast as a loop where the source is not in the cache. */
function copyPair(source: BigUint64Array, from: number, target: BigUint64Array, to: number): void {
  target[to] = source[from]!;
  target[to + 1] = source[from + 1]!;
  target[to + 2] = source[from + 2]!;
  target[to + 3] = source[from + 3]!;
  target[to + 4] = source[from + 4]!;
  target[to + 5] = source[from + 5]!;
  target[to + 6] = source[from + 6]!;
  target[to + 7] = source[from + 7]!;
}

/** True for a node that was never written. */
function isEmpty(nodes: BigUint64Array, at: number): boolean {
  return nodes[at] === 0n && nodes[at + 1] === 0n && nodes[at + 2] === 0n && nodes[at + 3] === 0n;
}

function bytesOf(words: BigUint64Array, count: number): Uint8Array {
  return new Uint8Array(words.buffer, 0, count * 8);
}
