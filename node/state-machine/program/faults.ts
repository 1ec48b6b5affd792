import { addresses, workLayout } from "../layout/generated.ts";
import { loadElf } from "../machine/elf.ts";
import { INPUT_START, PROGRAM_ENTRY } from "../machine/layout.ts";

/** What program.ld leaves for the stack, at the end of the program region. */
const STACK_BYTES = 0x4_0000;

/**
 * What a program must be (docs/spec/machine.md, "The program"): its entry fixed, its segments above all scratch of the engine and
 * below the stack, and a stack that can't outgrow its place. `stackUsage` is what gcc's -fstack-usage wrote: one line a function,
 * its frame in bytes and whether that is its bound. engine.wasm has no recursion, so all frames together are a bound of the stack's
 * depth. Returns what it breaks.
 */
export function programFaults(elf: Uint8Array, stackUsage: string): string[] {
  const faults: string[] = [];
  const { entry, segments } = loadElf(elf);
  if (entry !== PROGRAM_ENTRY)
    faults.push(`entry 0x${entry.toString(16)}, expected 0x${PROGRAM_ENTRY.toString(16)}`);
  const scratchEnd = Math.max(
    addresses.OUTPUT_END,
    addresses.UNDO + addresses.MAX_DIRTY * addresses.CHUNK_BYTES,
    addresses.SAVED + addresses.MAX_SAVED * addresses.CHUNK_BYTES,
    workLayout.base,
  );
  for (const { address, bytes } of segments) {
    if (address >= scratchEnd && address + bytes.length <= INPUT_START - STACK_BYTES) continue;
    faults.push(
      `a segment at 0x${address.toString(16)} + ${bytes.length}, expected it between scratch and stack`,
    );
  }
  let frames = 0;
  for (const line of stackUsage.trim().split("\n")) {
    const [place, size, kind] = line.split("\t");
    if (kind !== "static") faults.push(`a frame without a bound: ${place}`);
    frames += Number(size);
  }
  if (!(frames > 0 && frames <= STACK_BYTES))
    faults.push(`frames of ${frames} bytes, expected 1 to ${STACK_BYTES}`);
  return faults;
}
