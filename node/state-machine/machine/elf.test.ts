import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorCode } from "../../primitives/error.ts";
import { loadElf } from "./elf.ts";
import { createMachine } from "./machine.ts";
import { assemble, ECALL, immediateOp } from "./testing/assembler.ts";
import { writeElf } from "./testing/elf-writer.ts";

const exit = (code: number) =>
  assemble([immediateOp("addi", 17, 0, 93), immediateOp("addi", 10, 0, code), ECALL]);
const good = () => writeElf({ entry: 0x8000_0000, segments: [{ address: 0x8000_0000, bytes: exit(5) }] });

/** The good file with one field changed. */
function changed(write: (view: DataView) => void): Uint8Array {
  const file = good();
  write(new DataView(file.buffer));
  return file;
}

function codeOf(file: Uint8Array): string {
  try {
    loadElf(file);
    return "loaded";
  } catch (error) {
    return errorCode(error);
  }
}

describe("loadElf", () => {
  it.each([0x1000, 0x1234_5678, 0x8000_0000, 0xffff_fff0])("runs a program linked at %d", (address) => {
    const machine = createMachine(
      loadElf(writeElf({ entry: address, segments: [{ address, bytes: exit(5) }] })),
    );
    machine.run(100);
    expect({ steps: machine.steps, exit: machine.exitCode }).toEqual({ steps: 3, exit: 5n });
  });

  it("gives back the segments that were written", () => {
    const segment = fc.record({
      page: fc.integer({ min: 0, max: 2 ** 20 - 1 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(segment, { selector: ({ page }) => page, minLength: 1, maxLength: 8 }),
        (segments) => {
          const image = {
            entry: 16,
            segments: segments.map(({ page, bytes }) => ({ address: 4096 * page, bytes })),
          };
          expect(loadElf(writeElf(image))).toEqual(image);
        },
      ),
    );
  });

  it.each([
    ["an empty file", new Uint8Array(0), "ELF_NOT_ELF"],
    ["text", new TextEncoder().encode("#!/bin/sh\necho no\n".repeat(9)), "ELF_NOT_ELF"],
    ["a header cut short", good().subarray(0, 40), "ELF_TRUNCATED"],
    ["a segment cut short", good().subarray(0, good().length - 1), "ELF_TRUNCATED"],
    ["a 32-bit file", changed((view) => view.setUint8(4, 1)), "ELF_CLASS"],
    ["a big-endian file", changed((view) => view.setUint8(5, 2)), "ELF_CLASS"],
    ["x86-64", changed((view) => view.setUint16(18, 62, true)), "ELF_MACHINE"],
    ["a shared object", changed((view) => view.setUint16(16, 3, true)), "ELF_DYNAMIC"],
    ["an object file", changed((view) => view.setUint16(16, 1, true)), "ELF_TYPE"],
    ["a program that names a dynamic loader", changed((view) => view.setUint32(64, 3, true)), "ELF_DYNAMIC"],
    ["a program with a dynamic section", changed((view) => view.setUint32(64, 2, true)), "ELF_DYNAMIC"],
    ["no loadable segment", changed((view) => view.setUint32(64, 4, true)), "ELF_EMPTY"],
    ["a table beyond the file", changed((view) => view.setBigUint64(32, 2n ** 63n, true)), "ELF_TRUNCATED"],
    ["more program headers than bytes", changed((view) => view.setUint16(56, 60_000, true)), "ELF_TRUNCATED"],
    ["program headers of another size", changed((view) => view.setUint16(54, 32, true)), "ELF_SEGMENT"],
    [
      "more file than memory in a segment",
      changed((view) => view.setBigUint64(64 + 40, 1n, true)),
      "ELF_SEGMENT",
    ],
    [
      "a segment that ends above 4 GiB",
      changed((view) => view.setBigUint64(64 + 16, 0xffff_fffcn, true)),
      "ELF_TOO_LARGE",
    ],
    ["a segment of 8 GiB", changed((view) => view.setBigUint64(64 + 40, 2n ** 33n, true)), "ELF_TOO_LARGE"],
    ["an entry above 4 GiB", changed((view) => view.setBigUint64(24, 2n ** 32n, true)), "ELF_TOO_LARGE"],
  ])("refuses %s", (_name, file, code) => {
    expect(codeOf(file)).toBe(code);
  });

  it("refuses segments that overlap, even where one is only zeros", () => {
    const segments = [0x1000, 0x2000].map((address) => ({ address, bytes: exit(0) }));
    const file = writeElf({ entry: 0x1000, segments });
    new DataView(file.buffer).setBigUint64(64 + 40, 0x1001n, true);
    expect(codeOf(file)).toBe("MACHINE_IMAGE_OVERLAP");
  });

  it("answers any damage with a code or a program, never with another exception", () => {
    const file = good();
    fc.assert(
      fc.property(
        fc.nat({ max: 255 }),
        fc.nat({ max: 255 }),
        fc.nat({ max: file.length }),
        (at, value, length) => {
          const damaged = file.slice(0, length);
          if (at < damaged.length) damaged[at] = value;
          expect(codeOf(damaged)).toMatch(/^(loaded|ELF_|MACHINE_IMAGE_OVERLAP)/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
