import { equalBytes } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import { LEAF_SIZE, TREE_DEPTH } from "./layout.ts";
import type { StepMemory } from "./memory.ts";
import { foldRange } from "./merkle.ts";

/** The next 32 bytes of a proof. `first` and `count` name the range being opened, for who has yet to write the proof. */
export interface WitnessSource {
  /** Must return the leaves of the range. */
  leaves(first: number, count: number): Uint8Array;
  /** Must return an iterator over the range's siblings, bottom-up, left before right. */
  siblings(first: number, count: number): () => Uint8Array;
}

/** Reads a proof: 32-byte words, range after range, leaves then siblings. */
export class ProofReader implements WitnessSource {
  #proof: Uint8Array;
  #offset = 0;

  constructor(proof: Uint8Array) {
    // Slices of a Buffer would be views, and a step writes to what it reads: the caller's proof must stay as it is.
    this.#proof = new Uint8Array(proof.buffer, proof.byteOffset, proof.byteLength);
  }

  leaves(_first: number, count: number): Uint8Array {
    return this.#take(count * LEAF_SIZE);
  }

  siblings(): () => Uint8Array {
    return () => this.#take(LEAF_SIZE);
  }

  /** Throws MACHINE_PROOF_TRAILING unless every byte was used: a step has exactly one proof. */
  finish(): void {
    if (this.#offset === this.#proof.length) return;
    throw new NovateError(
      "MACHINE_PROOF_TRAILING",
      `expected a proof of ${this.#offset} bytes for this step, got ${this.#proof.length}`,
    );
  }

  #take(length: number): Uint8Array {
    if (this.#offset + length > this.#proof.length) {
      throw new NovateError("MACHINE_PROOF_SHORT", `expected more than ${this.#proof.length} bytes of proof`);
    }
    this.#offset += length;
    return this.#proof.slice(this.#offset - length, this.#offset);
  }
}

/** Step memory that holds nothing but a root: every range is checked against it, every write moves it. */
export class WitnessMemory implements StepMemory {
  #root: Uint8Array;
  readonly #source: WitnessSource;
  #open: { readonly first: number; readonly siblings: Uint8Array[] } | undefined;

  constructor(root: Uint8Array, source: WitnessSource) {
    this.#root = root;
    this.#source = source;
  }

  get root(): Uint8Array {
    return this.#root;
  }

  /** Throws MACHINE_PROOF_ROOT when leaves and siblings do not lead to the current root. */
  read(first: number, count: number): Uint8Array {
    const leaves = this.#source.leaves(first, count);
    const next = this.#source.siblings(first, count);
    const siblings: Uint8Array[] = [];
    const root = foldRange(first, leaves, TREE_DEPTH, () => {
      siblings.push(next());
      return siblings.at(-1)!;
    });
    if (!equalBytes(root, this.#root)) {
      throw new NovateError(
        "MACHINE_PROOF_ROOT",
        "expected a proof against the state's memoryRoot, got another root",
        {
          first,
          count,
        },
      );
    }
    this.#open = { first, siblings };
    return leaves.slice();
  }

  write(leaves: Uint8Array): void {
    if (this.#open === undefined) throw new NovateError("INTERNAL", "expected a read before a write");
    const { first, siblings } = this.#open;
    let used = 0;
    this.#root = foldRange(first, leaves, TREE_DEPTH, () => siblings[used++]!);
  }
}
