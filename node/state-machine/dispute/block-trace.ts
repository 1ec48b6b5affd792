/** One block as the machine runs it: its history at two levels, how it ended, and the proof of any single step. */
import { NovateError } from "../../primitives/error.ts";
import type { Image, Segment } from "../machine/image.ts";
import { LEAF_SIZE, STATE_START, Status, TREE_DEPTH } from "../machine/layout.ts";
import type { Checkpoint, Machine } from "../machine/machine.ts";
import { proveStep, type StepProof } from "../machine/proof.ts";
import { hashState } from "../machine/state.ts";
import { traceStates } from "../machine/trace.ts";
import type { StateProof } from "../types.ts";
import { History } from "./history.ts";
import { type DisputeLevels, stepBound } from "./levels.ts";

/** Leaves of the state's header that L1 reads. */
const HEADER_LEAVES = 4;
const HEADER_LEVEL = 2;

/** How a block ended, with what shows it on L1. */
export interface BlockEnd {
  /** Encoded state after the last step, 320 bytes: its hash is the last leaf of the block's history. */
  readonly state: Uint8Array;
  /** Steps until the machine halted, or the bound. */
  readonly steps: number;
  /** Whether the machine exited with code 0; anything else makes the block void. */
  readonly applied: boolean;
  /** Left half of the memory tree: H(programRoot, inputRoot) as they are at the end. */
  readonly leftRoot: Uint8Array;
  /** Right half: the state root after the block, when it was applied. */
  readonly stateRoot: Uint8Array;
  /** The state's header, proven into `stateRoot`. */
  readonly header: StateProof;
}

/** Memory overwritten once, after `step` steps, as no instruction did: what makes a history wrong from there on. */
export interface Tampering {
  readonly step: number;
  readonly writes: readonly Segment[];
}

export interface BlockTraceDependencies {
  /** Loaded with the image here; whoever loads another one makes this trace useless (`MACHINE_CHECKPOINT`). */
  readonly machine: Machine;
  readonly image: Image;
  readonly tampering?: Tampering;
}

/**
 * Runs a block once to its end, keeping a state hash each 2^stretchHeight steps, and again from the start for whatever is asked
 * later. Memory: the pages the block wrote, and 32 bytes a kept state.
 */
export class BlockTrace {
  /** Level 1: the state after each stretch. */
  readonly history: History;
  readonly end: BlockEnd;
  /** Hash of the state before the first step: what L1 computes from programRoot, inputRoot and the state before. */
  readonly startHash: Uint8Array;
  readonly #levels: DisputeLevels;
  readonly #machine: Machine;
  readonly #tampering: Tampering | undefined;
  readonly #start: Checkpoint;

  constructor(levels: DisputeLevels, dependencies: BlockTraceDependencies) {
    const { machine, image, tampering } = dependencies;
    this.#levels = levels;
    this.#machine = machine;
    this.#tampering = tampering;
    machine.load(image);
    this.#start = machine.checkpoint();
    this.startHash = machine.stateHash();
    this.history = this.#trace(2 ** levels.stretchHeight, levels.blockHeight);
    this.end = readEnd(machine);
  }

  /** Level 2: the state after every step of stretch `index`. Throws `MACHINE_CHECKPOINT`, `HISTORY_INDEX`. */
  stretch(index: number): History {
    const size = 2 ** this.#levels.stretchHeight;
    this.#goTo(index * size);
    return this.#trace(1, this.#levels.stretchHeight);
  }

  /** Encoded state after `step` steps. Throws `MACHINE_CHECKPOINT`, `HISTORY_INDEX`. */
  stateAt(step: number): Uint8Array {
    this.#goTo(step);
    return this.#machine.encoded();
  }

  /**
   * The proof of the step that follows `step` steps, as the machine truly takes it: a tampering at that very place is not in it.
   * Throws `MACHINE_CHECKPOINT`, `HISTORY_INDEX`.
   */
  prove(step: number): StepProof {
    this.#goTo(step);
    return proveStep(this.#machine);
  }

  #goTo(step: number): void {
    if (!Number.isSafeInteger(step) || step < 0 || step >= stepBound(this.#levels)) {
      throw new NovateError("HISTORY_INDEX", `expected a step below ${stepBound(this.#levels)}, got ${step}`);
    }
    this.#machine.restore(this.#start);
    this.#run(step);
  }

  #trace(stride: number, height: number): History {
    const machine = this.#machine;
    const runner = {
      run: (steps: number) => this.#run(steps),
      encodeInto: (out: Uint8Array, offset: number) => machine.encodeInto(out, offset),
      get halted() {
        return machine.halted;
      },
    };
    const leaves = traceStates(runner, { stride, count: 2 ** height });
    return new History(leaves, height, leaves.slice(-LEAF_SIZE));
  }

  #run(steps: number): number {
    const machine = this.#machine;
    const from = machine.steps;
    const at = this.#tampering?.step ?? -1;
    if (at > from && at <= from + steps) {
      machine.run(at - from);
      const { writes } = this.#tampering!;
      if (machine.steps === at) for (const { address, bytes } of writes) machine.poke(address, bytes);
    }
    machine.run(from + steps - machine.steps);
    return machine.steps - from;
  }
}

function readEnd(machine: Machine): BlockEnd {
  const siblings: Uint8Array[] = [];
  // The header lies at the start of the state half: its siblings are the second nodes of each level in there.
  for (let level = HEADER_LEVEL; level < TREE_DEPTH - 1; level++) {
    siblings.push(machine.node(level, 2 ** (TREE_DEPTH - 1 - level) + 1));
  }
  const header = machine.read(STATE_START, HEADER_LEAVES * LEAF_SIZE);
  return {
    state: machine.encoded(),
    steps: machine.steps,
    applied: machine.status === Status.EXITED && machine.exitCode === 0n,
    leftRoot: machine.node(TREE_DEPTH - 1, 0),
    stateRoot: machine.stateRoot(),
    header: {
      firstLeaf: 0,
      leaves: Array.from({ length: HEADER_LEAVES }, (_, i) =>
        header.slice(i * LEAF_SIZE, (i + 1) * LEAF_SIZE),
      ),
      siblings,
    },
  };
}

/** Whether `end` is what the last leaf of `history` commits to. */
export function endsAt(history: History, end: BlockEnd): boolean {
  const last = history.node(0, 2 ** history.height - 1);
  return Buffer.from(hashState(end.state)).equals(last);
}
