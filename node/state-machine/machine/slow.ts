import type { Image } from "./image.ts";
import { Status } from "./layout.ts";
import { SparseMemory } from "./sparse.ts";
import { type Registers, step } from "./step.ts";

/**
 * The reference machine: `step` over a plain map of leaves, nothing shared with the fast one. About 10^5 to 10^6
 * instructions a second.
 */
export class SlowMachine {
  readonly registers: Registers;
  readonly #memory: SparseMemory;
  #steps = 0;

  constructor(image: Image) {
    this.registers = {
      pc: BigInt(image.entry),
      status: Status.RUNNING,
      exitCode: 0n,
      x: new BigUint64Array(32),
    };
    this.#memory = new SparseMemory(image);
  }

  get steps(): number {
    return this.#steps;
  }

  /** Runs until a halt or `maxSteps` more steps; returns the steps taken. */
  run(maxSteps: number): number {
    let taken = 0;
    while (taken < maxSteps && this.registers.status === Status.RUNNING) {
      step(this.registers, this.#memory);
      taken++;
    }
    this.#steps += taken;
    return taken;
  }

  memoryRoot(): Uint8Array {
    return this.#memory.root();
  }
}
