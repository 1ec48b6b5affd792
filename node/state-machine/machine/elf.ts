import { NovateError } from "../../primitives/error.ts";
import type { Image, Segment } from "./image.ts";
import { requireDisjoint } from "./image.ts";
import { ADDRESS_SPACE } from "./layout.ts";

const HEADER_SIZE = 64;
const PROGRAM_HEADER_SIZE = 56;
const MACHINE_RISCV = 243;
const TYPE_EXECUTABLE = 2;
const SEGMENT_LOAD = 1;
const SEGMENT_DYNAMIC = 2;
const SEGMENT_INTERPRETER = 3;

/**
 * Reads a static little-endian 64-bit RISC-V executable: its PT_LOAD segments at their virtual addresses, and its entry.
 * Bytes beyond a segment's file size are zero by virtue of the machine's empty memory.
 * Throws ELF_NOT_ELF, ELF_CLASS, ELF_MACHINE, ELF_DYNAMIC, ELF_TYPE, ELF_TRUNCATED, ELF_SEGMENT, ELF_TOO_LARGE,
 * ELF_EMPTY or MACHINE_IMAGE_OVERLAP.
 */
export function loadElf(file: Uint8Array): Image {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  checkHeader(file, view);
  const tableStart = offset(view.getBigUint64(32, true), file, "program header table");
  const entrySize = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  if (count > 0 && entrySize !== PROGRAM_HEADER_SIZE) {
    fail("ELF_SEGMENT", `expected program headers of ${PROGRAM_HEADER_SIZE} bytes, got ${entrySize}`);
  }
  requireInside(file, tableStart, count * PROGRAM_HEADER_SIZE, "program header table");

  const segments: Segment[] = [];
  const extents: Segment[] = [];
  for (let i = 0; i < count; i++) {
    const at = tableStart + i * PROGRAM_HEADER_SIZE;
    const type = view.getUint32(at, true);
    if (type === SEGMENT_DYNAMIC || type === SEGMENT_INTERPRETER) {
      fail("ELF_DYNAMIC", "expected a static executable, got one that needs a dynamic loader");
    }
    if (type !== SEGMENT_LOAD) continue;
    const { segment, memorySize } = loadSegment(file, view, at);
    if (memorySize === 0) continue;
    segments.push(segment);
    // Only its length matters, for the overlap check: untouched pages of it are never materialised.
    extents.push({ address: segment.address, bytes: { length: memorySize } as Uint8Array });
  }
  if (segments.length === 0) fail("ELF_EMPTY", "expected a PT_LOAD segment, got none");
  requireDisjoint(extents);
  const entry = view.getBigUint64(24, true);
  if (entry >= BigInt(ADDRESS_SPACE)) {
    fail("ELF_TOO_LARGE", `expected an entry below 4 GiB, got 0x${entry.toString(16)}`);
  }
  return { entry: Number(entry), segments };
}

function checkHeader(file: Uint8Array, view: DataView): void {
  const isElf = file[0] === 0x7f && file[1] === 0x45 && file[2] === 0x4c && file[3] === 0x46;
  if (!isElf) fail("ELF_NOT_ELF", "expected an ELF file (7f 45 4c 46), got other bytes");
  requireInside(file, 0, HEADER_SIZE, "ELF header");
  if (file[4] !== 2 || file[5] !== 1) {
    fail("ELF_CLASS", `expected a 64-bit little-endian ELF (2, 1), got (${file[4]}, ${file[5]})`);
  }
  const machine = view.getUint16(18, true);
  if (machine !== MACHINE_RISCV) {
    fail("ELF_MACHINE", `expected machine ${MACHINE_RISCV} (RISC-V), got ${machine}`);
  }
  const type = view.getUint16(16, true);
  if (type === 3) fail("ELF_DYNAMIC", "expected a static executable, got a shared object or PIE");
  if (type !== TYPE_EXECUTABLE) fail("ELF_TYPE", `expected an executable (type 2), got type ${type}`);
}

function loadSegment(
  file: Uint8Array,
  view: DataView,
  at: number,
): { readonly segment: Segment; readonly memorySize: number } {
  const address = view.getBigUint64(at + 16, true);
  const fileSize = view.getBigUint64(at + 32, true);
  const memorySize = view.getBigUint64(at + 40, true);
  if (fileSize > memorySize) {
    fail("ELF_SEGMENT", `expected file size <= memory size, got ${fileSize} > ${memorySize}`);
  }
  if (address + memorySize > BigInt(ADDRESS_SPACE)) {
    fail(
      "ELF_TOO_LARGE",
      `expected segments below 4 GiB, got 0x${address.toString(16)} + ${memorySize} bytes`,
    );
  }
  const start = offset(view.getBigUint64(at + 8, true), file, "segment");
  requireInside(file, start, Number(fileSize), "segment");
  const bytes = file.subarray(start, start + Number(fileSize));
  return { segment: { address: Number(address), bytes }, memorySize: Number(memorySize) };
}

function offset(value: bigint, file: Uint8Array, what: string): number {
  if (value > BigInt(file.length)) {
    fail("ELF_TRUNCATED", `expected the ${what} inside ${file.length} bytes, got offset ${value}`);
  }
  return Number(value);
}

function requireInside(file: Uint8Array, start: number, size: number, what: string): void {
  if (start + size > file.length) {
    fail(
      "ELF_TRUNCATED",
      `expected ${size} bytes of ${what} at ${start}, got a file of ${file.length} bytes`,
    );
  }
}

function fail(code: string, message: string): never {
  throw new NovateError(code, message);
}
