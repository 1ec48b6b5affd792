import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import secp256k1 from "secp256k1";
import { keccak256 } from "../../primitives/keccak.ts";
import { ADDRESS_SPACE, PAGE_SIZE } from "./layout.ts";

const PAGES = ADDRESS_SPACE / PAGE_SIZE;
const WASM_PAGES = ADDRESS_SPACE / 65_536;
/** Where assembly/layout.ts keeps the registers and the page flags. */
const RECORD_WORDS = 36;
const PAGE_FLAGS = 4096;
const SCRATCH = 1024;
/** Bytes of an encoded state after its memoryRoot. */
const ENCODED_SIZE = 288;

/** What is used of the JavaScript interface of WebAssembly, which the language's own libraries do not declare. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => MemoryObject;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

interface MemoryObject {
  readonly buffer: ArrayBuffer;
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
const module = new WebAssembly.Module(readFileSync(new URL("./machine.wasm", import.meta.url)));

interface Exports {
  readonly memory: MemoryObject;
  run(limit: number): number;
  encodeState(out: number): void;
}

/** One instance of the WebAssembly interpreter and the guest's 4 GiB, which the system maps as they are touched. */
export interface Native {
  /** The guest's memory. Who writes to it from outside must tell the tree. */
  readonly guest: Uint8Array;
  /** x0 to x31, then pc, status, exit code: the interpreter's own record, live. */
  readonly record: BigUint64Array;
  /** One byte a page: 1 once `firstWrite` was told of it. Clear it to be told again. */
  readonly flags: Uint8Array;
  /** Executes at most `limit` (below 2^32) instructions; returns how many. */
  run(limit: number): number;
  /** Copies the nine state chunks after memoryRoot to `out`. */
  encodeInto(out: Uint8Array, offset: number): void;
}

export const PC = 32;
export const STATUS = 33;
export const EXIT_CODE = 34;

/** 97 bytes (digest, r, s, v) to an address in 32 bytes, or zeros: what the syscall answers. */
export type Recover = (message: Uint8Array) => Uint8Array;

/**
 * Starts an interpreter with empty memory, halted until its record is set. Costs a few milliseconds. Only tests whose signatures
 * are no real ones give another `recover`: what runs then is not the machine.
 */
export function createNative(dependencies: {
  readonly firstWrite: (page: number) => void;
  readonly recover?: Recover;
}): Native {
  const recoverSigner = dependencies.recover ?? recover;
  const memory = new WebAssembly.Memory({ initial: WASM_PAGES, maximum: WASM_PAGES });
  const guest = new Uint8Array(memory.buffer);
  const host = {
    firstWrite(page: number) {
      dependencies.firstWrite(page >>> 0);
    },
    sha256(pointer: number, length: number, out: number) {
      guest.set(hash("sha256", span(guest, pointer, length), "buffer"), out >>> 0);
    },
    keccak256(pointer: number, length: number, out: number) {
      guest.set(keccak256(span(guest, pointer, length)), out >>> 0);
    },
    ecrecover(pointer: number, out: number) {
      guest.set(recoverSigner(span(guest, pointer, 97)), out >>> 0);
    },
  };
  const instance = new WebAssembly.Instance(module, { env: { memory }, host });
  const exports = instance.exports as Exports;
  const own = new Uint8Array(exports.memory.buffer);
  const scratch = own.subarray(SCRATCH, SCRATCH + ENCODED_SIZE);
  return {
    guest,
    record: new BigUint64Array(exports.memory.buffer, 0, RECORD_WORDS),
    flags: own.subarray(PAGE_FLAGS, PAGE_FLAGS + PAGES),
    run: exports.run,
    encodeInto(out, offset) {
      exports.encodeState(SCRATCH);
      out.set(scratch, offset);
    },
  };
}

/** A copy of guest bytes. WebAssembly hands addresses over as signed 32-bit numbers. */
function span(guest: Uint8Array, pointer: number, length: number): Uint8Array {
  const start = pointer >>> 0;
  return guest.slice(start, start + length);
}

/** digest | r | s | v to an address in 32 bytes, zero when no key made the signature. */
function recover(message: Uint8Array): Uint8Array {
  const out = new Uint8Array(32);
  const v = message[96]!;
  if (v !== 27 && v !== 28) return out;
  try {
    const key = secp256k1.ecdsaRecover(message.subarray(32, 96), v - 27, message.subarray(0, 32), false);
    out.set(keccak256(key.subarray(1)).subarray(12), 12);
  } catch {
    // libsecp256k1 refuses what the precompile answers with nothing: r or s out of range, r no point's x.
  }
  return out;
}
