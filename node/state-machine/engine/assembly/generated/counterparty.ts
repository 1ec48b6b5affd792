// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// A deleveraged counterparty of the account being liquidated; `key` = account id << 32 | ordinal.
export const BASE: u32 = 0x400000;
export const SIZE: u32 = 32;
export const CAPACITY: u32 = 262144;
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
export function profit(p: u32): i64 {
  return load<i64>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setProfit(p: u32, value: i64): void {
  store<i64>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function share(p: u32): i64 {
  return load<i64>(p, 16);
}

// @ts-ignore: decorator
@inline
export function setShare(p: u32, value: i64): void {
  store<i64>(p, value, 16);
}
