import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { type WasmInstance, type WasmModule, wasm } from "../../../primitives/webassembly.ts";
import { addresses, type EventRecord, readEvent, workLayout } from "../../layout/generated.ts";

const wasmPath = process.env.ENGINE_WASM ?? join(dirname(fileURLToPath(import.meta.url)), "../engine.wasm");
let compiled: WasmModule | undefined;

/** The engine's system calls as a test provides them; pointers are byte addresses. */
export interface Syscalls {
  ecrecover(bytes: Uint8Array, pointer: number, out: number): void;
  keccak256(bytes: Uint8Array, pointer: number, length: number, out: number): void;
}

/** Real keccak, and a signature scheme of no strength: r holds the signer's address, so tests can sign as anyone. */
export const fakeSignatures: Syscalls = {
  ecrecover(bytes, pointer, out) {
    bytes.fill(0, out, out + 12);
    bytes.copyWithin(out + 12, pointer + 32 + 12, pointer + 64);
  },
  keccak256(bytes, pointer, length, out) {
    bytes.set(keccak_256(bytes.subarray(pointer, pointer + length)), out);
  },
};

/** As `fakeSignatures`, but digests are not computed at all: for long random runs. */
export const noDigests: Syscalls = {
  ecrecover: fakeSignatures.ecrecover,
  keccak256(bytes, pointer, length, out) {
    if (pointer < addresses.DIGEST || pointer >= addresses.DIGEST_END)
      fakeSignatures.keccak256(bytes, pointer, length, out);
  },
};

export interface AppliedBlock {
  /** 0 = applied, else a void code; "trap" when the engine trapped. */
  readonly code: number | "trap";
  readonly events: readonly EventRecord[];
  readonly dirtyChunks: number;
}

/** The smallest host of the engine: a memory, the system calls, and undo of void blocks. */
export class EngineMachine {
  readonly memory = new wasm.Memory({ initial: addresses.PAGES, maximum: addresses.PAGES });
  readonly bytes = new Uint8Array(this.memory.buffer);
  readonly view = new DataView(this.memory.buffer);
  readonly #syscalls: Syscalls;
  #instance: WasmInstance;
  #inputLength = 0;

  constructor(syscalls: Syscalls = fakeSignatures) {
    compiled ??= new wasm.Module(readFileSync(wasmPath));
    this.#syscalls = syscalls;
    this.#instance = this.#instantiate();
  }

  #instantiate(): WasmInstance {
    const { bytes } = this;
    const syscalls = this.#syscalls;
    return new wasm.Instance(compiled!, {
      env: {
        memory: this.memory,
        ecrecover: (pointer: number, out: number) => syscalls.ecrecover(bytes, pointer >>> 0, out >>> 0),
        keccak256: (pointer: number, length: number, out: number) =>
          syscalls.keccak256(bytes, pointer >>> 0, length, out >>> 0),
      },
    });
  }

  /** A new instance over the same memory: mutable globals as at the start. */
  renewInstance(): void {
    this.#instance = this.#instantiate();
  }

  /** Applies a block; a void one leaves the state half as it was. `poison` fills scratch that the engine must not read. */
  apply(block: Uint8Array, poison?: number): AppliedBlock {
    if (poison !== undefined) this.#poisonScratch(poison);
    const { INPUT } = addresses;
    this.bytes.fill(0, INPUT, INPUT + this.#inputLength);
    this.bytes.set(block, INPUT);
    this.#inputLength = block.length;
    let code: number | "trap";
    try {
      code = (this.#instance.exports.applyBlock as () => number)();
    } catch (error) {
      if (!(error instanceof wasm.RuntimeError)) throw error;
      code = "trap";
    }
    const dirtyChunks = this.#settle(code === 0);
    return { code, events: code === 0 ? this.#events() : [], dirtyChunks };
  }

  /** As `apply`, without decoding what came out; says how long the engine itself took. */
  applyTimed(block: Uint8Array): { code: number; nanoseconds: number; dirtyChunks: number } {
    const { INPUT } = addresses;
    this.bytes.fill(0, INPUT, INPUT + this.#inputLength);
    this.bytes.set(block, INPUT);
    this.#inputLength = block.length;
    const applyBlock = this.#instance.exports.applyBlock as () => number;
    const start = process.hrtime.bigint();
    const code = applyBlock();
    const nanoseconds = Number(process.hrtime.bigint() - start);
    return { code, nanoseconds, dirtyChunks: this.#settle(code === 0) };
  }

  /** The bytes of the last applied block's output records. */
  output(): Uint8Array {
    const length = this.view.getUint32(addresses.OUTPUT, true);
    return this.bytes.slice(addresses.OUTPUT + 8, addresses.OUTPUT + 8 + length);
  }

  #events(): EventRecord[] {
    const events: EventRecord[] = [];
    const length = this.view.getUint32(addresses.OUTPUT, true);
    const end = addresses.OUTPUT + 8 + length;
    for (let at = addresses.OUTPUT + 8; at < end; at += this.view.getUint16(at + 2, true)) {
      const event = readEvent(this.view, at);
      if (event) events.push(event);
    }
    return events;
  }

  #settle(keep: boolean): number {
    const { bytes, view } = this;
    const count = view.getUint32(workLayout.base + workLayout.offset.dirtyCount, true);
    for (let i = 0; i < count; i++) {
      const chunk = view.getUint32(addresses.DIRTY_LIST + 4 * i, true);
      bytes[addresses.DIRTY_MAP + chunk] = 0;
      if (keep) continue;
      const saved = addresses.UNDO + i * addresses.CHUNK_BYTES;
      bytes.copyWithin(addresses.STATE + chunk * addresses.CHUNK_BYTES, saved, saved + addresses.CHUNK_BYTES);
    }
    return count;
  }

  /** Everything in scratch but the byte map, which the host keeps clean. */
  #poisonScratch(byte: number): void {
    this.bytes.fill(byte, workLayout.base, 0x0050_0000);
    this.bytes.fill(byte, 0x00c0_0000, 0x00c2_0000);
    this.bytes.fill(byte, addresses.DIRTY_LIST, addresses.DIRTY_LIST + 0x1_0000);
    this.bytes.fill(byte, addresses.SAVED_LIST, addresses.SAVED_LIST + 0x1_0000);
    this.bytes.fill(byte, addresses.OUTPUT, addresses.OUTPUT + 0x10_0000);
  }
}
