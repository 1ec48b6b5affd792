/** The engine's linear memory: 65,536 pages, the machine's 4 GiB, mapped lazily. The layout is docs/spec/state.md's. */
import { type WasmMemory, wasm } from "../../primitives/webassembly.ts";
import { addresses } from "../layout/generated.ts";

/** A fresh, all-zero memory. It reserves 4 GiB of addresses and no bytes. */
export function createMemory(): WasmMemory {
  return new wasm.Memory({ initial: addresses.PAGES, maximum: addresses.PAGES });
}

/** The persistent half of `memory`. */
export function stateBytes(memory: WasmMemory): Uint8Array {
  return new Uint8Array(memory.buffer, addresses.STATE);
}
