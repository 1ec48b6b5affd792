// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// An opposite position considered for deleveraging; `key` = account id << 32 | position slot.
export const BASE: u32 = 0xc00000;
export const SIZE: u32 = 16;
export const CAPACITY: u32 = 4096;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function key(p: u32): u64 {
  return load<u64>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setKey(p: u32, value: u64): void {
  store<u64>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function take(p: u32): u64 {
  return load<u64>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setTake(p: u32, value: u64): void {
  store<u64>(p, value, 8);
}
