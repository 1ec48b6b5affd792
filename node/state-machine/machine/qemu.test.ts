import { beforeAll, describe, expect, it } from "vitest";
import { loadElf } from "./elf.ts";
import { Status } from "./layout.ts";
import { createMachine, Machine } from "./machine.ts";
import { SlowMachine } from "./slow.ts";
import { ARCHITECTURE, Coverage, coverageOf } from "./testing/coverage.ts";
import { writeElf } from "./testing/elf-writer.ts";
import { hasQemu, runInQemu } from "./testing/qemu.ts";
import { cornerProgram, type OracleProgram, randomProgram } from "./testing/qemu-programs.ts";

const RANDOM_PROGRAMS = 40;
const MAX_STEPS = 1_000_000;

const qemu = hasQemu();
if (!qemu && process.env.CI === "true")
  throw new Error("expected qemu-riscv64 (Debian qemu-user) in CI, got none");
if (!qemu)
  process.stderr.write(
    "qemu-riscv64 is not installed: the independent oracle is skipped (apt-get install qemu-user)\n",
  );

/** Offset of the first byte that differs, -1 when none does. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  return a.findIndex((byte, i) => byte !== b[i]);
}

describe.skipIf(!qemu)("QEMU, judge of the instruction set", () => {
  const coverage = new Coverage();
  let machine: Machine;

  beforeAll(() => {
    machine = new Machine();
  });

  /** The same ELF in QEMU and here must leave the same registers and memory. */
  function compare({ image, dump }: OracleProgram): void {
    const elf = writeElf(image);
    const expected = runInQemu(elf);
    machine.load(loadElf(elf));
    while (!machine.halted && machine.steps < MAX_STEPS) {
      coverage.add(
        coverageOf({ pc: machine.pc, x: machine.registers, read: (at, size) => machine.read(at, size) }),
      );
      machine.run(1);
    }
    expect(machine.status).toBe(Status.UNKNOWN_SYSCALL); // Linux's write, which ends the program here
    expect(firstDifference(machine.read(dump.address, dump.size), expected)).toBe(-1);
  }

  it("agrees on every register instruction at every pair of corner operands", () => {
    compare(cornerProgram());
  });

  it("agrees on long random mixes with loads, stores, branches, loops and calls", () => {
    for (let seed = 1; seed <= RANDOM_PROGRAMS; seed++) compare(randomProgram(seed));
  });

  it("was shown every instruction and every corner of it", () => {
    expect(coverage.missing(ARCHITECTURE)).toEqual([]);
  });

  it("finds a wrong result: a changed operand changes what is compared", () => {
    const { image, dump } = randomProgram(1);
    const changed = {
      ...image,
      segments: image.segments.map((segment) => ({ ...segment, bytes: segment.bytes.slice() })),
    };
    changed.segments[1]!.bytes[256 + 8]! ^= 1;
    const other = createMachine(changed);
    other.run(MAX_STEPS);
    const difference = firstDifference(other.read(dump.address, dump.size), runInQemu(writeElf(image)));
    expect(difference).toBeGreaterThanOrEqual(0);
  });

  it("agrees with the slow machine too", () => {
    const { image } = randomProgram(7);
    const slow = new SlowMachine(image);
    slow.run(MAX_STEPS);
    machine.load(image);
    machine.run(MAX_STEPS);
    expect(slow.steps).toBe(machine.steps);
    expect(Buffer.from(slow.memoryRoot())).toEqual(Buffer.from(machine.memoryRoot()));
  });
});
