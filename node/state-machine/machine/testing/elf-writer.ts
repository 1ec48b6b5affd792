import type { Image } from "../image.ts";

const HEADER = 64;
const PROGRAM_HEADER = 56;
const PAGE = 4096;

/** A static 64-bit RISC-V executable with one PT_LOAD segment for each of the image's, all readable, writable, runnable. */
export function writeElf(image: Image): Uint8Array {
  const offsets: number[] = [];
  let size = HEADER + PROGRAM_HEADER * image.segments.length;
  for (const { address, bytes } of image.segments) {
    // A loader maps whole pages, so file offset and address must agree within the page.
    size = Math.ceil(size / PAGE) * PAGE + (address % PAGE);
    offsets.push(size);
    size += bytes.length;
  }
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true); // ET_EXEC
  view.setUint16(18, 243, true); // EM_RISCV
  view.setUint32(20, 1, true);
  view.setBigUint64(24, BigInt(image.entry), true);
  view.setBigUint64(32, BigInt(HEADER), true);
  view.setUint16(52, HEADER, true);
  view.setUint16(54, PROGRAM_HEADER, true);
  view.setUint16(56, image.segments.length, true);
  image.segments.forEach(({ address, bytes }, i) => {
    const at = HEADER + PROGRAM_HEADER * i;
    view.setUint32(at, 1, true); // PT_LOAD
    view.setUint32(at + 4, 7, true); // rwx
    view.setBigUint64(at + 8, BigInt(offsets[i]!), true);
    view.setBigUint64(at + 16, BigInt(address), true);
    view.setBigUint64(at + 24, BigInt(address), true);
    view.setBigUint64(at + 32, BigInt(bytes.length), true);
    view.setBigUint64(at + 40, BigInt(bytes.length), true);
    view.setBigUint64(at + 48, BigInt(PAGE), true);
    file.set(bytes, offsets[i]);
  });
  return file;
}
