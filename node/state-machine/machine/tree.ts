import { LEAF_SIZE, PAGE_DEPTH, PAGE_SIZE, TREE_DEPTH } from "./layout.ts";
import { hashLevels, zeroNode } from "./merkle.ts";

/** Levels from page roots to memoryRoot. */
const UPPER_DEPTH = TREE_DEPTH - PAGE_DEPTH;
const PAGES = 2 ** UPPER_DEPTH;
/** Pages hashed in one batch: 1 MiB of leaves. */
const BATCH = 256;

/**
 * The Merkle tree over guest memory. It keeps the nodes from page roots up, in heap order (node 1 is the root, the
 * children of n are 2n and 2n + 1), and recomputes what is below a page when asked: 64 MiB of address space however
 * much memory the guest uses, and only what was written is ever resident. A node of 32 zero bytes was never written and
 * stands for a zero subtree. `bytes` is the guest's memory; who changes it must say so through `update`.
 */
export class MemoryTree {
  readonly #bytes: Uint8Array;
  readonly #nodes = new Uint8Array(2 * PAGES * LEAF_SIZE);
  readonly #words = new Int32Array(this.#nodes.buffer);
  readonly #written = new Uint8Array(PAGES);
  #writtenPages: number[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Rehashes the named pages (no duplicates) and their paths: 127 + 20 hashes a page, fewer where paths join. */
  update(pages: readonly number[]): void {
    for (let i = 0; i < pages.length; i += BATCH) this.#hashPages(pages.slice(i, i + BATCH));
    let indices = pages;
    for (let level = PAGE_DEPTH; level < TREE_DEPTH; level++) {
      const width = 2 ** (TREE_DEPTH - level);
      const parents = [...new Set(indices.map((index) => index >>> 1))];
      this.#hashParents(parents, level, width);
      indices = parents;
    }
  }

  /** Forgets every page: the tree of an all-zero memory. */
  clear(): void {
    for (const page of this.#writtenPages) {
      this.#written[page] = 0;
      for (let node = PAGES + page; node >= 1; node >>>= 1) {
        this.#nodes.fill(0, node * LEAF_SIZE, (node + 1) * LEAF_SIZE);
      }
    }
    this.#writtenPages = [];
  }

  /** A copy of the root of 2^level leaves, the `index`-th of its level; level 0 (a leaf) to 27 (memoryRoot). */
  node(level: number, index: number): Uint8Array {
    if (level < PAGE_DEPTH) {
      const size = LEAF_SIZE * 2 ** level;
      return hashLevels(this.#bytes.slice(index * size, (index + 1) * size), level);
    }
    const at = 2 ** (TREE_DEPTH - level) + index;
    if (this.#isUnset(at)) return zeroNode(level).slice();
    return this.#nodes.slice(at * LEAF_SIZE, (at + 1) * LEAF_SIZE);
  }

  root(): Uint8Array {
    return this.node(TREE_DEPTH, 0);
  }

  #hashPages(pages: readonly number[]): void {
    const leaves = new Uint8Array(pages.length * PAGE_SIZE);
    pages.forEach((page, i) => {
      leaves.set(this.#bytes.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE), i * PAGE_SIZE);
      if (this.#written[page] === 1) return;
      this.#written[page] = 1;
      this.#writtenPages.push(page);
    });
    const roots = hashLevels(leaves, PAGE_DEPTH);
    pages.forEach((page, i) => {
      this.#nodes.set(roots.subarray(i * LEAF_SIZE, (i + 1) * LEAF_SIZE), (PAGES + page) * LEAF_SIZE);
    });
  }

  /** Hashes children of `level`, which has `width` nodes, into their parents. */
  #hashParents(parents: readonly number[], level: number, width: number): void {
    const pairs = new Uint8Array(parents.length * 2 * LEAF_SIZE);
    parents.forEach((parent, i) => {
      const left = width + 2 * parent;
      if (this.#isUnset(left)) this.#nodes.set(zeroNode(level), left * LEAF_SIZE);
      if (this.#isUnset(left + 1)) this.#nodes.set(zeroNode(level), (left + 1) * LEAF_SIZE);
      pairs.set(this.#nodes.subarray(left * LEAF_SIZE, (left + 2) * LEAF_SIZE), i * 2 * LEAF_SIZE);
    });
    const hashes = hashLevels(pairs, 1);
    parents.forEach((parent, i) => {
      const at = width / 2 + parent;
      this.#nodes.set(hashes.subarray(i * LEAF_SIZE, (i + 1) * LEAF_SIZE), at * LEAF_SIZE);
    });
  }

  #isUnset(node: number): boolean {
    for (let i = node * 8; i < node * 8 + 8; i++) if (this.#words[i] !== 0) return false;
    return true;
  }
}
