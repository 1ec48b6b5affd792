// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// W4: fixed head of the genesis payload; parameters and records follow.
export const SIZE: u32 = 56;

// @ts-ignore: decorator
@inline
export function chainId(p: u32): u64 {
  return load<u64>(p, 0);
}

// @ts-ignore: decorator
@inline
export function inboxAddress(p: u32): u32 {
  return p + 8;
}

// @ts-ignore: decorator
@inline
export function timelockAddress(p: u32): u32 {
  return p + 28;
}

// @ts-ignore: decorator
@inline
export function timestamp(p: u32): u64 {
  return load<u64>(p, 48);
}
