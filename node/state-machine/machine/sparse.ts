import { sha256 } from "@noble/hashes/sha2.js";
import type { Image } from "./image.ts";
import { LEAF_SIZE, TREE_DEPTH } from "./layout.ts";
import type { StepMemory } from "./memory.ts";

/**
 * Step memory as a plain map of leaves, its root computed from nothing: the reference that proofs and the fast machine's
 * tree are checked against. Shares no code with either.
 */
export class SparseMemory implements StepMemory {
  readonly #leaves = new Map<number, Uint8Array>();
  #open = 0;

  constructor(image: Image) {
    for (const { address, bytes } of image.segments) {
      for (let i = 0; i < bytes.length; i++) this.#leaf(address + i)[(address + i) % LEAF_SIZE] = bytes[i]!;
    }
  }

  read(first: number, count: number): Uint8Array {
    this.#open = first;
    const out = new Uint8Array(count * LEAF_SIZE);
    for (let i = 0; i < count; i++) {
      const leaf = this.#leaves.get(first + i);
      if (leaf !== undefined) out.set(leaf, i * LEAF_SIZE);
    }
    return out;
  }

  write(leaves: Uint8Array): void {
    for (let i = 0; i * LEAF_SIZE < leaves.length; i++) {
      this.#leaves.set(this.#open + i, leaves.slice(i * LEAF_SIZE, (i + 1) * LEAF_SIZE));
    }
  }

  /** memoryRoot: about 27 hashes a leaf in use. */
  root(): Uint8Array {
    let level: Map<number, Uint8Array> = this.#leaves;
    let zero: Uint8Array = new Uint8Array(LEAF_SIZE);
    for (let depth = 0; depth < TREE_DEPTH; depth++) {
      const parents = new Map<number, Uint8Array>();
      for (const index of level.keys()) {
        const parent = Math.floor(index / 2);
        if (parents.has(parent)) continue;
        parents.set(parent, pair(level.get(2 * parent) ?? zero, level.get(2 * parent + 1) ?? zero));
      }
      level = parents;
      zero = pair(zero, zero);
    }
    return level.get(0) ?? zero;
  }

  #leaf(address: number): Uint8Array {
    const index = Math.floor(address / LEAF_SIZE);
    const leaf = this.#leaves.get(index) ?? new Uint8Array(LEAF_SIZE);
    this.#leaves.set(index, leaf);
    return leaf;
  }
}

function pair(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256.create().update(left).update(right).digest();
}
