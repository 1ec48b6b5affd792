import { describe, expect, it } from "vitest";
import { type WasmModule, wasm } from "../../primitives/webassembly.ts";
import { addresses } from "../layout/generated.ts";
import { WasmEngine } from "./engine.ts";
import { createMemory } from "./memory.ts";
import { syscalls } from "./syscalls.ts";

const nobody = { signerOf: () => undefined };

/** `applyBlock` adds one to a mutable global and returns it. */
const COUNTING = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 5, 1, 0x60, 0, 1, 0x7f],
  ...[3, 2, 1, 0],
  ...[6, 6, 1, 0x7f, 1, 0x41, 0, 0x0b],
  ...[7, 14, 1, 10, ...new TextEncoder().encode("applyBlock"), 0, 0],
  ...[10, 13, 1, 11, 0, 0x23, 0, 0x41, 1, 0x6a, 0x24, 0, 0x23, 0, 0x0b],
]);

describe("the engine's host", () => {
  it("starts every block with globals as at the first, as the machine does", () => {
    const module: WasmModule = new wasm.Module(COUNTING);
    const engine = new WasmEngine({ module }, { memory: createMemory(), signers: nobody });
    expect([engine.run(), engine.run(), engine.run()]).toEqual([1, 1, 1]);
  });

  it("traps on a hash that the machine would halt on, and on no other", () => {
    const { keccak256 } = syscalls(createMemory().buffer, nobody);
    const out = addresses.DIGEST;
    expect(() => keccak256(0, 16_384, out)).not.toThrow();
    expect(() => keccak256(0, 16_385, out)).toThrow(wasm.RuntimeError);
    expect(() => keccak256(0, -1, out)).toThrow(wasm.RuntimeError);
    expect(() => keccak256(0xffff_fff0 | 0, 16, out)).not.toThrow();
    expect(() => keccak256(0xffff_fff0 | 0, 17, out)).toThrow(wasm.RuntimeError);
    expect(() => keccak256(0, 1, 0xffff_ffe1 | 0)).toThrow(wasm.RuntimeError);
    expect(() => keccak256(0, 0, 0xffff_ffe0 | 0)).not.toThrow();
  });
});
