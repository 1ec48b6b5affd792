/** Engines that compute something else than the rules: what a liar believes, or says it believes. */
import { readFile } from "node:fs/promises";
import { errorCode, NovateError } from "../../node/primitives/error.ts";
import { type WasmModule, wasm } from "../../node/primitives/webassembly.ts";
import { type Engine, WasmEngine } from "../../node/state-machine/host/engine.ts";
import { createMemory } from "../../node/state-machine/host/memory.ts";
import { syscalls } from "../../node/state-machine/host/syscalls.ts";
import {
  accountLayout,
  addresses,
  type HeaderJudge,
  type SignerSource,
  StateMachine,
  workLayout,
} from "../../node/state-machine/index.ts";

const HONEST = new URL("../../node/state-machine/engine/engine.wasm", import.meta.url);

/** Makes state machines, each empty, that run a dishonest engine. */
export type MachineMaker = (signers: SignerSource) => StateMachine;

/** Told before an engine gets the thread, and after it has given it back. */
export interface EngineWatch {
  runs(): void;
  rests(): void;
}

/**
 * The engine in a file. It runs here and now, and need not come back: `foreign-engine.ts` bounds that. Throws `ADVERSARY_ENGINE` for a file that can't be read, is no WebAssembly, asks the host for more than the
 * engine's system calls, or does not export `applyBlock`.
 */
export async function engineFromFile(path: string, watch?: EngineWatch): Promise<MachineMaker> {
  const refuse = (got: string, cause?: unknown) =>
    new NovateError("ADVERSARY_ENGINE", `expected an engine in ${path}, got ${got}`, { path }, { cause });
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw refuse("a file that can't be read", cause);
  });
  let module: WasmModule;
  try {
    module = new wasm.Module(bytes);
  } catch (cause) {
    throw refuse("bytes that are no WebAssembly module", cause);
  }
  const signerOf = () => undefined;
  const memory = createMemory();
  watch?.runs();
  try {
    const { exports } = new wasm.Instance(module, {
      env: { memory, ...syscalls(memory.buffer, { signerOf }) },
    });
    if (typeof exports.applyBlock !== "function") throw refuse("a module without a function applyBlock");
  } catch (cause) {
    if (cause instanceof NovateError) throw cause;
    throw refuse(`a module that does not fit this host: ${(cause as Error).message}`, cause);
  }
  watch?.rests();
  return makerOf(module, watch);
}

/** Makes machines of an engine that has just been compiled. */
export const engineFromBytes = (bytes: Uint8Array): MachineMaker => makerOf(new wasm.Module(bytes));

function makerOf(module: WasmModule, watch?: EngineWatch): MachineMaker {
  return (signers) => {
    const memory = createMemory();
    const engine = new WasmEngine({ module }, { memory, signers });
    return new StateMachine({ memory, engine: watch === undefined ? engine : watchedEngine(engine, watch) });
  };
}

const watchedEngine = (engine: Engine, { runs, rests }: EngineWatch): Engine => ({
  run() {
    runs();
    try {
      return engine.run();
    } finally {
      rests();
    }
  },
  output: () => engine.output(),
});

/**
 * Applies a block to a machine whose engine may be dishonest. True when it became part of the state: also where the engine's
 * withdrawals are not those it reports, which an honest node takes for a broken engine.
 */
export function applyDishonestly(machine: StateMachine, block: Uint8Array, judge?: HeaderJudge): boolean {
  try {
    return machine.applyBlock(block, judge).status === "applied";
  } catch (error) {
    if (errorCode(error) !== "WITHDRAWAL_ROOT_MISMATCH") throw error;
    return true;
  }
}

/** What the built-in liar does: the honest rules, and once a gift to an account that a block touched. */
export interface Gift {
  /** Chances that are let pass: blocks that touch an account. */
  readonly skip: number;
  /** Micro-USDC. */
  readonly amount: bigint;
}

/** An engine that credits money from nowhere. Throws nothing. */
export async function givingEngine(gift: Gift): Promise<MachineMaker> {
  const module = new wasm.Module(await readFile(HONEST));
  return (signers) => {
    const memory = createMemory();
    const honest = new WasmEngine({ module }, { memory, signers });
    return new StateMachine({ memory, engine: new GivingEngine(honest, memory.buffer, gift) });
  };
}

class GivingEngine implements Engine {
  readonly #honest: Engine;
  readonly #view: DataView;
  readonly #gift: Gift;
  #chances = 0;

  constructor(honest: Engine, memory: ArrayBuffer, gift: Gift) {
    this.#honest = honest;
    this.#view = new DataView(memory);
    this.#gift = gift;
  }

  run(): number {
    const code = this.#honest.run();
    if (code !== 0) return code;
    const at = this.#touchedAccount();
    if (at === undefined || this.#chances++ !== this.#gift.skip) return code;
    const cash = at + accountLayout.offset.cash;
    this.#view.setBigInt64(cash, this.#view.getBigInt64(cash, true) + this.#gift.amount, true);
    return code;
  }

  output(): Uint8Array {
    return this.#honest.output();
  }

  /** The first account that the block wrote: the host will hash it again, and knows how it was. */
  #touchedAccount(): number | undefined {
    const { base, capacity, size, offset } = accountLayout;
    const count = this.#view.getUint32(workLayout.base + workLayout.offset.dirtyCount, true);
    for (let i = 0; i < count; i++) {
      const chunk = this.#view.getUint32(addresses.DIRTY_LIST + 4 * i, true);
      const at = addresses.STATE + chunk * addresses.CHUNK_BYTES;
      const held = at > base && at < base + capacity * size && this.#view.getUint32(at + offset.owner, true);
      if (held) return at;
    }
    return undefined;
  }
}
