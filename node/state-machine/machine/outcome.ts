import { toHex } from "../../primitives/bytes.ts";
import type { Image } from "./image.ts";
import { Status, statusName } from "./layout.ts";
import { createMachine } from "./machine.ts";
import { SlowMachine } from "./slow.ts";

/** How a run ended, for people and JSON. */
export interface Outcome {
  /** The exit code: a0 as a signed number, 128 + status after a trap; null while the program has not halted. */
  readonly exit: number | null;
  /** A name of docs/spec/machine.md: running, exited, illegal-instruction, ... */
  readonly status: string;
  readonly steps: number;
  readonly pc: string;
  readonly memoryRoot: string;
}

/** Runs an image until it halts or `maxSteps`, on the fast machine or, with `slow`, on the reference step alone. */
export function runToOutcome(
  image: Image,
  options: { readonly maxSteps: number; readonly slow: boolean },
): Outcome {
  if (options.slow) {
    const machine = new SlowMachine(image);
    machine.run(options.maxSteps);
    return outcome(machine.registers, machine.steps, machine.memoryRoot());
  }
  const machine = createMachine(image);
  machine.run(options.maxSteps);
  return outcome(machine, machine.steps, machine.memoryRoot());
}

function outcome(
  end: { readonly status: number; readonly exitCode: bigint; readonly pc: bigint },
  steps: number,
  memoryRoot: Uint8Array,
): Outcome {
  return {
    exit: end.status === Status.RUNNING ? null : Number(BigInt.asIntN(64, end.exitCode)),
    status: statusName(end.status),
    steps,
    pc: `0x${end.pc.toString(16)}`,
    memoryRoot: toHex(memoryRoot),
  };
}
