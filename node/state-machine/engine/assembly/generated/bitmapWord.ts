// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// 64 bits of a market's level bitmaps: bit i of bitmap0 = level i is not empty, bit i of bitmap k+1 = word i of bitmap k is not zero.
export const BASE: u32 = 0xc8000000;
export const SIZE: u32 = 8;
export const CAPACITY: u32 = 117309440;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function bits(p: u32): u64 {
  return load<u64>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setBits(p: u32, value: u64): void {
  touch(p);
  store<u64>(p, value, 0);
}

export function clear(p: u32): void {
  touch(p);
  store<u64>(p, 0, 0);
}
