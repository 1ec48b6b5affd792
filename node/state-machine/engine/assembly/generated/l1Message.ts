// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// W3: frame of an L1 message; the payload follows.
export const SIZE: u32 = 47;

// @ts-ignore: decorator
@inline
export function kind(p: u32): u8 {
  return load<u8>(p, 0);
}

// @ts-ignore: decorator
@inline
export function index(p: u32): u64 {
  return load<u64>(p, 1);
}

// @ts-ignore: decorator
@inline
export function l1Block(p: u32): u64 {
  return load<u64>(p, 9);
}

// @ts-ignore: decorator
@inline
export function l1Time(p: u32): u64 {
  return load<u64>(p, 17);
}

// @ts-ignore: decorator
@inline
export function senderAddress(p: u32): u32 {
  return p + 25;
}

// @ts-ignore: decorator
@inline
export function length(p: u32): u16 {
  return load<u16>(p, 45);
}
