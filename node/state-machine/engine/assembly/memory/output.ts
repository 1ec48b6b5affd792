import { OUTPUT, OUTPUT_END } from "../generated/limits";

/** Where the next record goes, and how many there are. */
let next: u32 = 0;
let count: u32 = 0;

const HEAD: u32 = 8;

/** Starts an empty output: u32 bytes, u32 records, then the records. */
export function resetOutput(): void {
  next = OUTPUT + HEAD;
  count = 0;
}

/** Claims a record of `size` bytes (a multiple of 8), writes its first word and returns its address; a full area voids the block. */
export function appendRecord(kind: u32, size: u32): u32 {
  const at = next;
  if (at + size > OUTPUT_END) unreachable();
  store<u64>(at, kind | (size << 16));
  next = at + size;
  count++;
  return at;
}

/** A place in the output to come back to: records appended after it are dropped by `truncateOutput`. */
export function outputPosition(): u32 {
  return next;
}

export function outputCount(): u32 {
  return count;
}

export function truncateOutput(position: u32, records: u32): void {
  next = position;
  count = records;
}

/** Writes the head of the output area: the host may read it from here on. */
export function sealOutput(): void {
  store<u32>(OUTPUT, next - OUTPUT - HEAD);
  store<u32>(OUTPUT, count, 4);
}
