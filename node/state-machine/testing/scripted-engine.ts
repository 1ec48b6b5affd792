/** An engine whose blocks are functions of the test: the write barrier as the real one keeps it, without its rules. */
import type { Engine } from "../host/engine.ts";
import { createMemory } from "../host/memory.ts";
import { addresses, workLayout } from "../layout/generated.ts";
import { StateMachine } from "../state-machine.ts";

const { CHUNK_BYTES, DIRTY_LIST, DIRTY_MAP, OUTPUT, STATE, UNDO } = addresses;

/** Returns the void code, or throws. */
export type Script = (engine: ScriptedEngine) => number;

export class ScriptedEngine implements Engine {
  readonly memory = createMemory();
  readonly bytes = new Uint8Array(this.memory.buffer);
  readonly #count = new Uint32Array(this.memory.buffer, workLayout.base + workLayout.offset.dirtyCount, 1);
  #script: Script = () => 0;
  #outputLength = 0;

  /** What the next blocks do. */
  play(script: Script): void {
    this.#script = script;
  }

  run(): number {
    this.#outputLength = 0;
    return this.#script(this);
  }

  output(): Uint8Array {
    return this.bytes.subarray(OUTPUT, OUTPUT + this.#outputLength);
  }

  emit(record: Uint8Array): void {
    this.bytes.set(record, OUTPUT + this.#outputLength);
    this.#outputLength += record.length;
  }

  /** Writes into the state half, `offset` bytes from its start, through the barrier. */
  write(offset: number, data: Uint8Array): void {
    const first = Math.floor(offset / CHUNK_BYTES);
    const last = Math.floor((offset + data.length - 1) / CHUNK_BYTES);
    for (let chunk = first; chunk <= last; chunk++) this.#touch(chunk);
    this.bytes.set(data, STATE + offset);
  }

  #touch(chunk: number): void {
    if (this.bytes[DIRTY_MAP + chunk] !== 0) return;
    const index = this.#count[0]!;
    const from = STATE + chunk * CHUNK_BYTES;
    this.bytes.copyWithin(UNDO + index * CHUNK_BYTES, from, from + CHUNK_BYTES);
    this.bytes[DIRTY_MAP + chunk] = 1;
    new Uint32Array(this.memory.buffer, DIRTY_LIST + 4 * index, 1)[0] = chunk;
    this.#count[0] = index + 1;
  }
}

export function scriptedMachine(): { engine: ScriptedEngine; machine: StateMachine } {
  const engine = new ScriptedEngine();
  return { engine, machine: new StateMachine({ memory: engine.memory, engine }) };
}
