// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// Block-wide work values; `dirtyCount` is what the host reads back.
export const BASE: u32 = 0x100000;
export const SIZE: u32 = 256;

// @ts-ignore: decorator
@inline
export function dirtyCount(): u32 {
  return load<u32>(0x100000, 0);
}

// @ts-ignore: decorator
@inline
export function setDirtyCount(value: u32): void {
  store<u32>(0x100000, value, 0);
}
