// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// W4: a validator record.
export const SIZE: u32 = 32;

// @ts-ignore: decorator
@inline
export function id(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function addressAddress(p: u32): u32 {
  return p + 4;
}

// @ts-ignore: decorator
@inline
export function stake(p: u32): u64 {
  return load<u64>(p, 24);
}
