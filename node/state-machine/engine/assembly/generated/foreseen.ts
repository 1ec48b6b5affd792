// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// Address of an order that an action of the block names by its id, in their sequence.
export const BASE: u32 = 0xd00000;
export const SIZE: u32 = 4;
export const CAPACITY: u32 = 65536;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function order(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setOrder(p: u32, value: u32): void {
  store<u32>(p, value, 0);
}
