/** `engine.wasm` over a memory: the only place that knows its exports and what it imports. */
import { NovateError } from "../../primitives/error.ts";
import { type WasmInstance, type WasmMemory, type WasmModule, wasm } from "../../primitives/webassembly.ts";
import { addresses } from "../layout/generated.ts";
import type { BlockSignatures } from "../signature/block-signatures.ts";
import type { SignerSource } from "../types.ts";
import { syscalls } from "./syscalls.ts";

/** Executes blocks in a memory. */
export interface Engine {
  /**
   * Runs the block in the input area; the void code (layout `voidCode`), 0 = applied. Throws what a trap throws, and
   * `SIGNATURES_MISMATCH` when `signatures` are not the block's.
   */
  run(signatures?: BlockSignatures): number;
  /** The output records of the newest applied block: a view. */
  output(): Uint8Array;
}

type ApplyBlock = () => number;

/** The compiled engine over one memory. */
export class WasmEngine implements Engine {
  readonly #module: WasmModule;
  readonly #imports: Parameters<typeof instantiate>[1];
  readonly #expect: (signatures: BlockSignatures | undefined) => void;
  readonly #memory: ArrayBuffer;
  readonly #outputLength: Uint32Array;

  constructor(
    options: { readonly module: WasmModule },
    dependencies: { memory: WasmMemory; signers: SignerSource },
  ) {
    const { memory, signers } = dependencies;
    this.#module = options.module;
    const { expect, ...calls } = syscalls(memory.buffer, signers);
    this.#expect = expect;
    this.#imports = { env: { memory, ...calls } };
    this.#memory = memory.buffer;
    this.#outputLength = new Uint32Array(memory.buffer, addresses.OUTPUT, 1);
  }

  run(signatures?: BlockSignatures): number {
    this.#expect(signatures);
    // The machine starts every block afresh, and so do globals and static data here. About 40 us.
    return instantiate(this.#module, this.#imports)();
  }

  output(): Uint8Array {
    return new Uint8Array(this.#memory, addresses.OUTPUT + OUTPUT_HEAD_BYTES, this.#outputLength[0]);
  }
}

/** The output area starts with u32 bytes and u32 records. */
const OUTPUT_HEAD_BYTES = 8;

function instantiate(module: WasmModule, imports: { readonly env: Record<string, unknown> }): ApplyBlock {
  const { exports }: WasmInstance = new wasm.Instance(module, imports);
  if (typeof exports.applyBlock === "function") return exports.applyBlock as ApplyBlock;
  throw new NovateError("BAD_ENGINE", "expected engine.wasm to export applyBlock", {
    exports: Object.keys(exports),
  });
}
