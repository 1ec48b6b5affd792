/** A cursor over the input (W: varints, u48). Reading past the end or a non-minimal varint marks the input broken. */

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

// @ts-expect-error: decorator
@inline
export function isBroken(): bool {
  return broken;
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
  if (at >= end) {
    broken = true;
    return 0;
  }
  return load<u8>(at++);
}

/** Steps over `length` bytes and returns where they start. */
export function skip(length: u32): u32 {
  const start = at;
  if (length > end - at) broken = true;
  else at += length;
  return start;
}

export function readU32(): u32 {
  const start = skip(4);
  return broken ? 0 : load<u32>(start);
}

/** Six bytes, little-endian. */
export function readU48(): u64 {
  const start = skip(6);
  return broken ? 0 : <u64>load<u32>(start) | (<u64>load<u16>(start, 4) << 32);
}

/** Minimal unsigned LEB128 below 2^64. */
// @ts-expect-error: decorator
@inline
export function readVarint(): u64 {
  const first = readByte();
  return first < 0x80 ? first : readLongVarint(first);
}

function readLongVarint(first: u32): u64 {
  // Two and three bytes hold nearly every price and size.
  const second = readByte();
  if (second < 0x80) {
    if (second === 0) broken = true;
    return (first & 0x7f) | (second << 7);
  }
  let value: u64 = (first & 0x7f) | ((second & 0x7f) << 7);
  for (let shift: u64 = 14; shift < 64; shift += 7) {
    const group = readByte();
    value |= <u64>(group & 0x7f) << shift;
    if (group < 0x80) {
      // A trailing zero group is not minimal; the tenth group holds one bit.
      if (group === 0 || (shift === 63 && group > 1)) broken = true;
      return value;
    }
  }
  broken = true;
  return 0;
}

/** A varint in `[least, limit)`; anything else is malformed. */
export function readVarintIn(least: u64, limit: u64): u64 {
  const value = readVarint();
  if (value < least || value >= limit) broken = true;
  return value;
}
