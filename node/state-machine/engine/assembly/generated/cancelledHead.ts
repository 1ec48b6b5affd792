// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// Where the cancelled record of an account is (T10), if it lies below their count and names the account; index = account id.
export const BASE: u32 = 0x2c000000;
export const SIZE: u32 = 4;
export const CAPACITY: u32 = 1310720;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function record(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setRecord(p: u32, value: u32): void {
  store<u32>(p, value, 0);
}
