/** Byte strings in scratch and input memory. Nothing here writes to the state half. */

// @ts-expect-error: decorator
@inline
export function swap64(value: u64): u64 {
  let x = ((value >> 8) & 0x00ff00ff00ff00ff) | ((value & 0x00ff00ff00ff00ff) << 8);
  x = ((x >> 16) & 0x0000ffff0000ffff) | ((x & 0x0000ffff0000ffff) << 16);
  return rotr<u64>(x, 32);
}

// @ts-expect-error: decorator
@inline
export function swap32(value: u32): u32 {
  return rotr<u32>(value & 0x00ff00ff, 8) | (rotl<u32>(value, 8) & 0x00ff00ff);
}

// @ts-expect-error: decorator
@inline
export function loadBigEndian64(pointer: u32): u64 {
  return swap64(load<u64>(pointer));
}

// @ts-expect-error: decorator
@inline
export function loadBigEndian32(pointer: u32): u32 {
  return swap32(load<u32>(pointer));
}

// @ts-expect-error: decorator
@inline
export function storeBigEndian64(pointer: u32, value: u64): void {
  store<u64>(pointer, swap64(value));
}

export function copy20(target: u32, source: u32): void {
  store<u64>(target, load<u64>(source));
  store<u64>(target, load<u64>(source, 8), 8);
  store<u32>(target, load<u32>(source, 16), 16);
}

export function copy32(target: u32, source: u32): void {
  for (let i: u32 = 0; i < 32; i += 8) store<u64>(target + i, load<u64>(source + i));
}

export function equal20(a: u32, b: u32): bool {
  return (
    load<u64>(a) === load<u64>(b) && load<u64>(a, 8) === load<u64>(b, 8) && load<u32>(a, 16) === load<u32>(b, 16)
  );
}

export function isZero20(a: u32): bool {
  return (load<u64>(a) | load<u64>(a, 8) | <u64>load<u32>(a, 16)) === 0;
}

/** Zeroes `[from, to)` of scratch memory; both multiples of 8. */
export function zeroScratch(from: u32, to: u32): void {
  for (let at = from; at < to; at += 8) store<u64>(at, 0);
}
