// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// Left siblings of the next withdrawal leaf, one per tree level.
export const BASE: u32 = 0x80001000;
export const SIZE: u32 = 32;
export const CAPACITY: u32 = 32;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function nodeAddress(p: u32): u32 {
  return p + 0;
}

export function setNode(p: u32, source: u32): void {
  touch(p);
  store<u64>(p, load<u64>(source, 0), 0);
  store<u64>(p, load<u64>(source, 8), 8);
  store<u64>(p, load<u64>(source, 16), 16);
  store<u64>(p, load<u64>(source, 24), 24);
}

export function clear(p: u32): void {
  touch(p);
  store<u64>(p, 0, 0);
  store<u64>(p, 0, 8);
  store<u64>(p, 0, 16);
  store<u64>(p, 0, 24);
}
