/**
 * A cursor over the input (varints, u48; W2). Reads are not checked one by one: the input area is far larger than any block,
 * so a read past the end is harmless, and whoever reads asks `isBroken` before acting on what was read. A non-minimal
 * varint breaks the input as well.
 */

let at: u32 = 0;
let end: u32 = 0;
let broken: bool = false;

/** Starts reading `[from, to)`. */
export function openReader(from: u32, to: u32): void {
  at = from;
  end = to;
  broken = false;
}

// @ts-expect-error: decorator
@inline
export function position(): u32 {
  return at;
}

/** Whether anything read so far was malformed or lay past the end. Loops over items must ask at every turn. */
// @ts-expect-error: decorator
@inline
export function isBroken(): bool {
  return broken || at > end;
}

export function breakReader(): void {
  broken = true;
}

/** Whether everything was read, and read well. */
export function isFinished(): bool {
  return !broken && at === end;
}

// @ts-expect-error: decorator
@inline
export function readByte(): u32 {
  return load<u8>(at++);
}

/** Steps over `length` bytes and returns where they start. */
// @ts-expect-error: decorator
@inline
export function skip(length: u32): u32 {
  const start = at;
  at = start + length;
  return start;
}

export function readU32(): u32 {
  return load<u32>(skip(4));
}

/** Six bytes, little-endian. */
export function readU48(): u64 {
  const start = skip(6);
  return <u64>load<u32>(start) | (<u64>load<u16>(start, 4) << 32);
}

/** Minimal unsigned LEB128 below 2^64. */
// @ts-expect-error: decorator
@inline
export function readVarint(): u64 {
  const start = at;
  const first = <u32>load<u8>(start);
  if (first >= 0x80) return readLongVarint(start);
  at = start + 1;
  return first;
}

/** Two and three bytes hold nearly every price and size: they are read at once. */
function readLongVarint(start: u32): u64 {
  const word = load<u32>(start);
  const low = (word & 0x7f) | ((word >> 1) & 0x3f80);
  if ((word & 0x8000) === 0) {
    at = start + 2;
    if (low < 1 << 7) broken = true;
    return low;
  }
  if ((word & 0x80_0000) === 0) {
    at = start + 3;
    const value = low | ((word >> 2) & 0x1f_c000);
    if (value < 1 << 14) broken = true;
    return value;
  }
  return readLongerVarint(start);
}

const LAST_GROUPS: u64 = 0x8080_8080_8080_8080;
const ONES: u64 = 0x0101_0101_0101_0101;

/** Up to eight bytes at once, as the ids of orders have: the groups move together pair by pair. */
function readLongerVarint(start: u32): u64 {
  const word = load<u64>(start);
  const ends = ~word & LAST_GROUPS;
  if (ends === 0) return readLongestVarint(start);
  const mask = ends ^ (ends - 1);
  const bytes = ((mask & ONES) * ONES) >> 56;
  let value = word & mask & ~LAST_GROUPS;
  value = (value & 0x007f_007f_007f_007f) | ((value & 0x7f00_7f00_7f00_7f00) >> 1);
  value = (value & 0x0000_3fff_0000_3fff) | ((value & 0x3fff_0000_3fff_0000) >> 2);
  value = (value & 0x0fff_ffff) | ((value >> 4) & 0x00ff_ffff_f000_0000);
  if (value >> (7 * (bytes - 1)) === 0) broken = true;
  at = start + <u32>bytes;
  return value;
}

function readLongestVarint(start: u32): u64 {
  let value: u64 = 0;
  let next = start;
  for (let shift: u64 = 0; shift < 64; shift += 7) {
    const group = <u32>load<u8>(next++);
    value |= <u64>(group & 0x7f) << shift;
    if (group >= 0x80) continue;
    // A trailing zero group is not minimal; the tenth group holds one bit.
    if (group === 0 || (shift === 63 && group > 1)) broken = true;
    at = next;
    return value;
  }
  broken = true;
  return 0;
}

/** A varint in `[least, limit)`; anything else is malformed. */
// @ts-expect-error: decorator
@inline
export function readVarintIn(least: u64, limit: u64): u64 {
  const value = readVarint();
  // Below `least` the difference wraps.
  if (value - least >= limit - least) broken = true;
  return value;
}
