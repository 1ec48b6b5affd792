/**
 * A machine history that ends where a dishonest engine ended. It follows the honest machine to the last instruction that writes what
 * is to be forged, and writes something else there: no shorter lie looks honest for longer.
 */

import { equalBytes, viewOf } from "../../node/primitives/bytes.ts";
import type { Tampering } from "../../node/state-machine/dispute/index.ts";
import { addresses, type StateMachine } from "../../node/state-machine/index.ts";
import type { Image, Segment } from "../../node/state-machine/machine/image.ts";
import { MAX_STEPS_LOG2, PAGE_SIZE, Status } from "../../node/state-machine/machine/layout.ts";
import type { Machine } from "../../node/state-machine/machine/machine.ts";

const WORD = 8;
/** Forged words that the last honest write is looked for; of a state that differs everywhere a few are enough. */
const WATCHED = 64;
/** `addi a0, x0, 0`, `addi a7, x0, 93`, `ecall`: exit with code 0. */
const EXIT = [0x0000_0513, 0x05d0_0893, 0x0000_0073];

/** What a dishonest engine says a block leads to. */
export interface ForgedEnd {
  /** Whether the block became part of the state; the state itself is then in `state`. */
  readonly applied: boolean;
  readonly state: Pick<StateMachine, "memory" | "touchedPages" | "stateRoot">;
}

/** The tampering that makes `machine`, on `image`, end as `forged` says. Runs the block a few dozen times. */
export function forge(machine: Machine, image: Image, forged: ForgedEnd): Tampering {
  machine.load(image);
  const start = machine.checkpoint();
  const runTo = (step: number) => {
    machine.restore(start);
    machine.run(step);
  };
  machine.run(2 ** MAX_STEPS_LOG2);
  const end = machine.steps;
  const applied = hasApplied(machine);
  if (!forged.applied) {
    // An instruction that is none halts the machine: the block is void.
    const step = Math.max(1, Math.floor(end / 2));
    runTo(step);
    return { step, writes: [{ address: Number(machine.pc), bytes: new Uint8Array(4) }] };
  }
  const writes = differences(machine, forged.state);
  if (!applied) {
    runTo(end - 1);
    return { step: end - 1, writes: [...writes, { address: Number(machine.pc), bytes: words(EXIT) }] };
  }
  // The records around the forged words: the block may have written beside them only.
  const { CHUNK_BYTES } = addresses;
  const chunks = new Set(writes.slice(0, WATCHED).map(({ address }) => address - (address % CHUNK_BYTES)));
  const watched = [...chunks].map((address) => ({ address, final: machine.read(address, CHUNK_BYTES) }));
  const isFinal = (step: number) => {
    runTo(step);
    return watched.every(({ address, final }) => equalBytes(machine.read(address, CHUNK_BYTES), final));
  };
  let low = 0;
  let high = end;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isFinal(middle)) high = middle;
    else low = middle;
  }
  runTo(high);
  for (const { address, bytes } of writes) machine.poke(address, bytes);
  // What honest code makes of forged words may run to the bound of steps: a lie that takes twice as long is none.
  machine.run(end);
  const holds = hasApplied(machine) && equalBytes(machine.stateRoot(), forged.state.stateRoot);
  return { step: holds ? high : end, writes };
}

const hasApplied = (machine: Machine) => machine.status === Status.EXITED && machine.exitCode === 0n;

/** Words of the state half in which `state` is not as the machine left it. */
function differences(machine: Machine, state: ForgedEnd["state"]): Segment[] {
  const firstPage = addresses.STATE / PAGE_SIZE;
  const pages = new Set(machine.writtenStatePages());
  for (const page of state.touchedPages()) pages.add(firstPage + page);
  const found: Segment[] = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const address = page * PAGE_SIZE;
    const wanted = new Uint8Array(state.memory, address, PAGE_SIZE);
    const given = machine.read(address, PAGE_SIZE);
    if (equalBytes(wanted, given)) continue;
    for (let at = 0; at < PAGE_SIZE; at += WORD) {
      const bytes = wanted.slice(at, at + WORD);
      if (!equalBytes(bytes, given.subarray(at, at + WORD))) found.push({ address: address + at, bytes });
    }
  }
  return found;
}

function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  for (const [i, value] of values.entries()) viewOf(bytes).setUint32(4 * i, value, true);
  return bytes;
}
