/** The engine over a memory that can be emptied and used again: long series of short chains need one of these only. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { keccak256 } from "../../node/primitives/keccak.ts";
import { type WasmModule, wasm } from "../../node/primitives/webassembly.ts";
import { addresses, workLayout } from "../../node/state-machine/layout/generated.ts";

const ENGINE = fileURLToPath(new URL("../../node/state-machine/engine/engine.wasm", import.meta.url));
const WORD = 32;
const ADDRESS_BYTES = 20;

/** The committed engine. */
export const engineBytes = (): Uint8Array => readFileSync(ENGINE);

/** Result of a block that trapped instead of returning a code. */
export const TRAP = -1;

/**
 * The smallest host. Signatures have no strength here: r names the signer, so that a run can sign as anyone; digests are
 * not hashed, because nothing reads them.
 */
export class Machine {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  #applyBlock: () => number;
  #inputLength = 0;
  readonly #touched = new Set<number>();
  readonly #instantiate: () => () => number;

  constructor(engine: Uint8Array) {
    const module: WasmModule = new wasm.Module(engine);
    const memory = new wasm.Memory({ initial: addresses.PAGES, maximum: addresses.PAGES });
    const bytes = new Uint8Array(memory.buffer);
    this.bytes = bytes;
    this.view = new DataView(memory.buffer);
    const env = {
      memory,
      ecrecover: (pointer: number, out: number) => {
        const to = out >>> 0;
        const signer = (pointer >>> 0) + 2 * WORD - ADDRESS_BYTES;
        bytes.fill(0, to, to + WORD - ADDRESS_BYTES);
        bytes.copyWithin(to + WORD - ADDRESS_BYTES, signer, signer + ADDRESS_BYTES);
      },
      keccak256: (pointer: number, length: number, out: number) => {
        const at = pointer >>> 0;
        if (at >= addresses.DIGEST && at < addresses.DIGEST_END) return;
        bytes.set(keccak256(bytes.subarray(at, at + length)), out >>> 0);
      },
    };
    this.#instantiate = () => new wasm.Instance(module, { env }).exports.applyBlock as () => number;
    this.#applyBlock = this.#instantiate();
  }

  /** Applies a block; returns 0, a void code or `TRAP`. A void block leaves the state as it was. */
  apply(block: Uint8Array): number {
    const { INPUT } = addresses;
    this.bytes.fill(0, INPUT, INPUT + this.#inputLength);
    this.bytes.set(block, INPUT);
    this.#inputLength = block.length;
    let code: number;
    try {
      code = this.#applyBlock();
    } catch (error) {
      if (!(error instanceof wasm.RuntimeError)) throw error;
      code = TRAP;
      this.#applyBlock = this.#instantiate();
    }
    this.#settle(code === 0);
    return code;
  }

  /** The records of the last applied block: a view. */
  output(): Uint8Array {
    const start = addresses.OUTPUT + 8;
    return this.bytes.subarray(start, start + this.view.getUint32(addresses.OUTPUT, true));
  }

  /** Back to the empty state. `poison` fills scratch that no block may read. */
  reset(poison = 0): void {
    const { STATE, CHUNK_BYTES } = addresses;
    for (const chunk of this.#touched)
      this.bytes.fill(0, STATE + chunk * CHUNK_BYTES, STATE + (chunk + 1) * CHUNK_BYTES);
    this.#touched.clear();
    this.#applyBlock = this.#instantiate();
    this.bytes.fill(poison, workLayout.base, 0x0050_0000);
    this.bytes.fill(poison, 0x00c0_0000, 0x00c2_0000);
    this.bytes.fill(poison, addresses.DIRTY_LIST, addresses.DIRTY_LIST + 0x1_0000);
    this.bytes.fill(poison, addresses.SAVED_LIST, addresses.SAVED_LIST + 0x1_0000);
    this.bytes.fill(poison, addresses.OUTPUT, addresses.OUTPUT + 0x1_0000);
  }

  /** Clears the write barrier's map; puts back what a void block wrote. */
  #settle(keep: boolean): void {
    const { bytes, view } = this;
    const count = view.getUint32(workLayout.base + workLayout.offset.dirtyCount, true);
    for (let i = 0; i < count; i++) {
      const chunk = view.getUint32(addresses.DIRTY_LIST + 4 * i, true);
      bytes[addresses.DIRTY_MAP + chunk] = 0;
      this.#touched.add(chunk);
      if (keep) continue;
      const saved = addresses.UNDO + i * addresses.CHUNK_BYTES;
      bytes.copyWithin(addresses.STATE + chunk * addresses.CHUNK_BYTES, saved, saved + addresses.CHUNK_BYTES);
    }
  }
}
