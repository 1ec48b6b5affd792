// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// Whether a market got a vote in this block.
export const BASE: u32 = 0x100400;
export const SIZE: u32 = 4;
export const CAPACITY: u32 = 256;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function flag(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setFlag(p: u32, value: u32): void {
  store<u32>(p, value, 0);
}
