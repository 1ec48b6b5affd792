// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// Open-addressing hash index of signers by address: `tag << 21 | signer slot`, 0 = free.
export const BASE: u32 = 0x81000000;
export const SIZE: u32 = 4;
export const CAPACITY: u32 = 4194304;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function entry(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setEntry(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 0);
}
