import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { toHex } from "../../primitives/bytes.ts";
import { INPUT_START, PROGRAM_ENTRY } from "../machine/layout.ts";
import { createMachine } from "../machine/machine.ts";
import { SparseMemory } from "../machine/sparse.ts";
import { buildProgram } from "./build.ts";
import release from "./engine.json" with { type: "json" };
import { programFaults } from "./faults.ts";
import { programImage, programRoot } from "./release.ts";

const file = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, import.meta.url)));
const sha256 = (bytes: Uint8Array): string => `0x${createHash("sha256").update(bytes).digest("hex")}`;

function hasCompilers(): boolean {
  try {
    for (const [tool, flag] of [
      ["wasm2c", "--version"],
      ["riscv64-unknown-elf-gcc", "-dumpfullversion"],
    ] as const)
      execFileSync(tool, [flag], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const compilers = hasCompilers();
if (!compilers && process.env.CI === "true")
  throw new Error("expected wasm2c and riscv64-unknown-elf-gcc (Debian wabt, gcc-riscv64-unknown-elf) in CI");
if (!compilers)
  process.stderr.write(
    "wasm2c or riscv64-unknown-elf-gcc is not installed: engine.elf is not rebuilt here\n",
  );

describe("the program", () => {
  it("was built from the committed engine (else: npm run build:program)", () => {
    expect(sha256(file("../engine/engine.wasm"))).toBe(release.engineWasmSha256);
    expect(sha256(file("engine.elf"))).toBe(release.elfSha256);
  });

  it("has the root that L1 knows it by, whichever tree computes it", () => {
    const machine = createMachine(programImage());
    expect(toHex(machine.programRoot())).toBe(release.programRoot);
    expect(toHex(programRoot())).toBe(release.programRoot);
    expect(toHex(new SparseMemory(programImage()).root())).toBe(toHex(machine.memoryRoot()));
  });

  it("starts where every program starts, between the engine's scratch and the block's bytes", () => {
    const { entry, segments } = programImage();
    expect(entry).toBe(PROGRAM_ENTRY);
    expect(release.entry).toBe(`0x${PROGRAM_ENTRY.toString(16)}`);
    for (const { address, bytes } of segments) {
      expect(address).toBeGreaterThanOrEqual(PROGRAM_ENTRY);
      expect(address + bytes.length).toBeLessThan(INPUT_START);
    }
    expect(programFaults(file("engine.elf"), "program.c:1:1:run_block\t64\tstatic")).toEqual([]);
  });

  it("is refused with a stack that has no bound, or outgrows its place", () => {
    expect(programFaults(file("engine.elf"), "program.c:1:1:run_block\t64\tdynamic")).toHaveLength(1);
    expect(programFaults(file("engine.elf"), "program.c:1:1:run_block\t300000\tstatic")).toHaveLength(1);
    expect(programFaults(file("engine.elf"), "")).not.toEqual([]);
  });

  it.skipIf(!compilers)(
    "is what its sources compile to, byte for byte",
    () => {
      const built = buildProgram();
      expect(built.release).toEqual(release);
      expect(Buffer.from(built.elf).equals(file("engine.elf"))).toBe(true);
    },
    60_000,
  );
});
