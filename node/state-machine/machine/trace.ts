import { NovateError } from "../../primitives/error.ts";
import { LEAF_SIZE } from "./layout.ts";
import type { Machine } from "./machine.ts";
import { hashLevels, hashPair } from "./merkle.ts";
import { hashStates, STATE_SIZE } from "./state.ts";

/** States encoded before they are hashed together. */
const BATCH = 1024;
/** Highest commitment: 2^32 leaves, far beyond what a run of hashes fits in memory. */
const MAX_HEIGHT = 32;

/**
 * Runs on from the machine's present state and returns its state hashes, one each `stride` steps, at most `count`; the
 * present state itself is not among them. Stops after the first halted state, which therefore stands once, at the end.
 * Work: the steps, plus 9 hashes and the pages written for each state.
 */
export function traceStates(
  machine: Pick<Machine, "run" | "encodeInto" | "halted">,
  options: { readonly stride: number; readonly count: number },
): Uint8Array {
  const { stride, count } = options;
  if (!(Number.isSafeInteger(stride) && stride > 0 && Number.isSafeInteger(count) && count > 0)) {
    throw new NovateError("MACHINE_STEPS", `expected stride and count > 0, got ${stride} and ${count}`);
  }
  const hashes: Uint8Array[] = [];
  let taken = 0;
  let last = false;
  while (!last) {
    const batch = new Uint8Array(Math.min(BATCH, count - taken) * STATE_SIZE);
    let size = 0;
    while (!last && size < batch.length / STATE_SIZE) {
      machine.run(stride);
      machine.encodeInto(batch, size * STATE_SIZE);
      size++;
      taken++;
      last = machine.halted || taken === count;
    }
    hashes.push(hashStates(batch, size));
  }
  return new Uint8Array(Buffer.concat(hashes));
}

/**
 * Merkle commitment to 2^height state hashes, of which the last given one repeats to the end: a halted machine stays
 * as it is, so the repetition is the truth. Stores the given hashes and their inner nodes, not the repetitions.
 */
export class TraceCommitment {
  readonly height: number;
  readonly root: Uint8Array;
  /** Nodes by level, without the repeated ones. */
  readonly #levels: Uint8Array[] = [];
  /** By level, the node that repeats beyond the stored ones. */
  readonly #repeated: Uint8Array[] = [];

  /** Throws MACHINE_TRACE_SIZE unless there are 1 to 2^height hashes and height is 0 to 32. */
  constructor(hashes: Uint8Array, height: number) {
    const count = hashes.length / LEAF_SIZE;
    const fits = Number.isInteger(height) && height >= 0 && height <= MAX_HEIGHT && count <= 2 ** height;
    if (!Number.isInteger(count) || count < 1 || !fits) {
      throw new NovateError(
        "MACHINE_TRACE_SIZE",
        `expected 1 to 2^height hashes, got ${count} for ${height}`,
      );
    }
    this.height = height;
    let level: Uint8Array = hashes.slice();
    let repeated: Uint8Array = hashes.slice(-LEAF_SIZE);
    for (let i = 0; i <= height; i++) {
      this.#levels.push(level);
      this.#repeated.push(repeated);
      const odd = (level.length / LEAF_SIZE) % 2 === 1;
      level = hashLevels(odd ? Buffer.concat([level, repeated]) : level, 1);
      repeated = hashPair(repeated, repeated);
    }
    this.root = this.node(height, 0);
  }

  /** A copy of the node at `level` (0 = state hashes). Throws MACHINE_TRACE_INDEX outside the tree. */
  node(level: number, index: number): Uint8Array {
    const inside = level >= 0 && level <= this.height && index >= 0 && index < 2 ** (this.height - level);
    if (!inside || !Number.isInteger(level) || !Number.isInteger(index)) {
      throw new NovateError("MACHINE_TRACE_INDEX", `expected a node of the tree, got (${level}, ${index})`);
    }
    const stored = this.#levels[level]!;
    const at = index * LEAF_SIZE;
    return at < stored.length ? stored.slice(at, at + LEAF_SIZE) : this.#repeated[level]!.slice();
  }

  /** The hash of leaf `index` and its siblings, bottom-up. */
  prove(index: number): { readonly leaf: Uint8Array; readonly siblings: readonly Uint8Array[] } {
    const siblings: Uint8Array[] = [];
    for (let level = 0; level < this.height; level++) {
      const place = Math.floor(index / 2 ** level);
      siblings.push(this.node(level, place % 2 === 0 ? place + 1 : place - 1));
    }
    return { leaf: this.node(0, index), siblings };
  }
}
