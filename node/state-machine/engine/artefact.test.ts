import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseModule } from "./artefact/module.ts";
import { artefactFaults } from "./artefact/rules.ts";
import { artefactPath, compileEngine } from "./build.ts";

const wasm = new Uint8Array(readFileSync(artefactPath));

/** A module with one function of the given instructions, to show that the checker sees what it must refuse. */
function moduleOf(...code: number[]): Uint8Array {
  const body = [0, ...code, 0x0b];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 4, 1, 0x60, 0, 0],
    ...[3, 2, 1, 0],
    ...[10, body.length + 2, 1, body.length, ...body],
  ]);
}

describe("the engine's artefact", () => {
  it("is integer code that imports only the system calls and a memory of 65,536 pages, and exports only applyBlock", () => {
    expect(artefactFaults(wasm)).toEqual([]);
  });

  it("is what the sources compile to, byte for byte", async () => {
    expect(Buffer.from(await compileEngine()).equals(wasm)).toBe(true);
  }, 300_000);

  it.each([
    ["a float constant", [0x43, 0, 0, 0, 0, 0x1a]],
    ["a float load", [0x41, 0, 0x2a, 0, 0, 0x1a]],
    ["a conversion", [0x41, 0, 0xb2, 0x1a]],
    ["bulk memory", [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 11, 0]],
    ["SIMD", [0xfd, 12]],
    ["memory.grow", [0x41, 1, 0x40, 0, 0x1a]],
    ["an indirect call", [0x41, 0, 0x11, 0, 0]],
  ])("would be refused with %s", (_, code) => {
    expect(() => parseModule(moduleOf(...code))).toThrow(/expected integer code|expected an integer/);
  });

  it("would be refused with a function that calls itself", () => {
    expect(artefactFaults(moduleOf(0x10, 0))).toContain("function 0 calls itself, at once or through others");
    expect(artefactFaults(moduleOf(0x01)).join()).not.toContain("calls itself");
  });

  it("would be refused with another import, export or memory", () => {
    expect(artefactFaults(moduleOf(0x01)).length).toBeGreaterThanOrEqual(3);
  });

  it("may use plain integer instructions", () => {
    expect(() => parseModule(moduleOf(0x41, 0x80, 0x01, 0x42, 0x00, 0x1a, 0x1a))).not.toThrow();
  });
});
