// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// An open order that a walk of its account's lists has come to.
export const BASE: u32 = 0x100c00;
export const SIZE: u32 = 16;
export const CAPACITY: u32 = 16;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function id(p: u32): u64 {
  return load<u64>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setId(p: u32, value: u64): void {
  store<u64>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function order(p: u32): u32 {
  return load<u32>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setOrder(p: u32, value: u32): void {
  store<u32>(p, value, 8);
}
