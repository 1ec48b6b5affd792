// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// W4: chain parameters.
export const SIZE: u32 = 48;

// @ts-ignore: decorator
@inline
export function forceDelay(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function fundingInterval(p: u32): u32 {
  return load<u32>(p, 4);
}

// @ts-ignore: decorator
@inline
export function voteMaxAge(p: u32): u32 {
  return load<u32>(p, 8);
}

// @ts-ignore: decorator
@inline
export function indexMaxAge(p: u32): u32 {
  return load<u32>(p, 12);
}

// @ts-ignore: decorator
@inline
export function minDeposit(p: u32): u64 {
  return load<u64>(p, 16);
}

// @ts-ignore: decorator
@inline
export function insurance(p: u32): u64 {
  return load<u64>(p, 24);
}

// @ts-ignore: decorator
@inline
export function blockGasLimit(p: u32): u64 {
  return load<u64>(p, 32);
}

// @ts-ignore: decorator
@inline
export function maxTimeDrift(p: u32): u32 {
  return load<u32>(p, 40);
}

// @ts-ignore: decorator
@inline
export function windDownAfter(p: u32): u32 {
  return load<u32>(p, 44);
}
