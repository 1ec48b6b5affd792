import { createFactorTables } from "./factors.ts";
import { KERNEL_WASM } from "./wasm.generated.ts";

export const SHARE_BYTES = 512;
export const NODE_BYTES = 90;
/** Widest original square that Celestia's rules allow (celestia-app SquareSizeUpperBound). */
export const MAX_SQUARE_SIZE = 512;

const SKEWS_8 = 255;
const SKEWS_16 = 2 * MAX_SQUARE_SIZE;
const PAGE_BYTES = 65_536;

/** What is used of the JavaScript interface of WebAssembly, which the language's own libraries do not declare. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase(): number;
  prepare(): void;
  hashLeaves(shares: number, count: number, nodes: number, parity: boolean): void;
  hashPairs(left: number, right: number, stride: number, count: number, nodes: number): void;
  encodeShards(
    data: number,
    dataStride: number,
    parity: number,
    parityStride: number,
    k: number,
    work: number,
    factors: number,
    isZero: number,
    wide: boolean,
  ): void;
}

/**
 * The WebAssembly kernel: erasure code and tree hashing over one linear memory. Its calls are synchronous; whoever uses
 * `reserve` owns the arena until its own function returns, and must copy results out.
 */
export interface Kernel {
  /** Makes `bytes` bytes of arena available and returns the address of the first. Earlier contents are void. */
  reserve(bytes: number): number;
  /** The whole memory. Stale after the next `reserve`. */
  bytes(): Uint8Array;
  /** Hashes `count` contiguous shares at `shares` into leaf nodes at `nodes`. */
  hashLeaves(shares: number, count: number, nodes: number, parity: boolean): void;
  /** Hashes `count` pairs of nodes, `stride` bytes apart, into contiguous parents at `nodes`. */
  hashPairs(left: number, right: number, stride: number, count: number, nodes: number): void;
  /** Writes k parity shares for k data shares; k is a power of two up to `MAX_SQUARE_SIZE`. Strides in bytes. */
  encode(data: number, dataStride: number, parity: number, parityStride: number, k: number): void;
}

function createKernel(): Kernel {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
  const module = new WebAssembly.Module(Buffer.from(KERNEL_WASM, "base64"));
  const wasm = new WebAssembly.Instance(module, {}).exports as Exports;
  const { memory } = wasm;
  let top = Math.ceil(wasm.heapBase() / 64) * 64;
  const grow = (end: number): void => {
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  };
  const place = (length: number): number => {
    const at = top;
    top = Math.ceil((at + length) / 64) * 64;
    grow(top);
    return at;
  };
  const placeTables = (bits: 8 | 16, count: number): { factors: number; isZero: number } => {
    const { tables, isZero } = createFactorTables(bits, count);
    const at = { factors: place(tables.length), isZero: place(isZero.length) };
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(tables, at.factors);
    bytes.set(isZero, at.isZero);
    return at;
  };
  const field8 = placeTables(8, SKEWS_8);
  const field16 = placeTables(16, SKEWS_16);
  const work = place(MAX_SQUARE_SIZE * SHARE_BYTES);
  const arena = top;
  wasm.prepare();
  return {
    reserve(bytes) {
      grow(arena + bytes);
      return arena;
    },
    bytes: () => new Uint8Array(memory.buffer),
    hashLeaves: wasm.hashLeaves,
    hashPairs: wasm.hashPairs,
    encode(data, dataStride, parity, parityStride, k) {
      const wide = 2 * k > 256;
      const field = wide ? field16 : field8;
      wasm.encodeShards(data, dataStride, parity, parityStride, k, work, field.factors, field.isZero, wide);
    },
  };
}

let shared: Kernel | undefined;

/** The kernel of this thread, made at first use. */
export function kernel(): Kernel {
  shared ??= createKernel();
  return shared;
}
