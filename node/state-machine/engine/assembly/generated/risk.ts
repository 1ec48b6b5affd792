// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// How far marks may move before an account must be assessed again: reading of the risk odometer, 0 = at once; index = account id.
export const BASE: u32 = 0xa6000000;
export const SIZE: u32 = 4;
export const CAPACITY: u32 = 1310720;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function safeUntil(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setSafeUntil(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 0);
}
