// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// One vote of a median, sorted by price then validator.
export const BASE: u32 = 0x100800;
export const SIZE: u32 = 16;
export const CAPACITY: u32 = 64;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function price(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setPrice(p: u32, value: u32): void {
  store<u32>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function stake(p: u32): u64 {
  return load<u64>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setStake(p: u32, value: u64): void {
  store<u64>(p, value, 8);
}
