/** The machine as blocks use it: one after the other, on the state that the last one left. */

import type { Image, Segment } from "../machine/image.ts";
import { MAX_STEPS_LOG2, Status } from "../machine/layout.ts";
import { Machine } from "../machine/machine.ts";
import type { Recover } from "../machine/native.ts";
import { programImage } from "./release.ts";

/** What the machine says of one block. */
export interface MachineOutcome {
  /** Applied: exited with code 0 within the step bound. Anything else is void. */
  readonly status: "applied" | "void";
  /** Root of the state after the block; a void one leaves it as it was. */
  readonly stateRoot: Uint8Array;
  readonly steps: number;
  /** The engine's void code, or 128 + status after a trap; 0 when applied, and when the steps ran out. */
  readonly exitCode: number;
}

export interface BlockMachineOptions {
  /** Steps after which a block is void. */
  readonly maxSteps?: number;
}

export interface BlockMachineDependencies {
  readonly program?: Image;
  /** For tests that sign with a fake scheme only. */
  readonly recover?: Recover;
}

const MAX_STEPS = 2 ** MAX_STEPS_LOG2;

/**
 * Runs blocks instruction by instruction on a state of its own. It reserves 4 GiB of addresses; memory follows use. About 10 ns an
 * instruction, and 15 us a page that a block writes.
 */
export class BlockMachine {
  readonly #machine: Machine;
  readonly #program: Image;
  readonly #maxSteps: number;

  /** Stands at the all-zero state. */
  constructor(options: BlockMachineOptions = {}, dependencies: BlockMachineDependencies = {}) {
    const { program = programImage(), recover } = dependencies;
    this.#maxSteps = options.maxSteps ?? MAX_STEPS;
    this.#program = program;
    this.#machine = new Machine(recover === undefined ? {} : { recover });
    this.#machine.load(program);
  }

  /** Root of the state after the last block or patch. */
  get stateRoot(): Uint8Array {
    return this.#machine.stateRoot();
  }

  /** Forgets its state and takes this one: segments of the state region, what they leave out is zero. */
  load(state: Iterable<Segment>): void {
    this.#machine.load(this.#program);
    this.#machine.patch(state);
  }

  /** Takes over what another machine wrote to the state in a block that this one does not run. */
  patch(state: Iterable<Segment>): void {
    this.#between();
    this.#machine.patch(state);
  }

  /** Runs one block, at most 2^30 bytes, to its end. */
  apply(block: Uint8Array): MachineOutcome {
    return this.#run(block, false);
  }

  /** Runs one block and takes everything back: what it would do on this state. */
  rehearse(block: Uint8Array): MachineOutcome {
    return this.#run(block, true);
  }

  #run(block: Uint8Array, undo: boolean): MachineOutcome {
    const machine = this.#machine;
    machine.next(block);
    const before = machine.checkpoint();
    machine.run(this.#maxSteps);
    const { steps } = machine;
    const applied = machine.status === Status.EXITED && machine.exitCode === 0n;
    const exitCode = Number(BigInt.asUintN(32, machine.exitCode));
    if (!applied) machine.restore(before);
    const stateRoot = machine.stateRoot();
    if (applied && undo) machine.restore(before);
    return { status: applied ? "applied" : "void", stateRoot, steps, exitCode };
  }

  /** `size` bytes at `address`, a copy. */
  read(address: number, size: number): Uint8Array {
    return this.#machine.read(address, size);
  }

  /** Pages of the state region that the last block wrote, in machine addresses / 4096. */
  writtenStatePages(): number[] {
    return this.#machine.writtenStatePages();
  }

  /** Ends the last block, so that the state may be patched. */
  #between(): void {
    if (this.#machine.steps > 0) this.#machine.next(new Uint8Array(0));
  }
}
