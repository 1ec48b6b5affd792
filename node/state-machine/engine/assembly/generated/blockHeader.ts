// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// W1: first bytes of a block.
export const SIZE: u32 = 64;

// @ts-ignore: decorator
@inline
export function magic(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function bodyLength(p: u32): u32 {
  return load<u32>(p, 4);
}

// @ts-ignore: decorator
@inline
export function number(p: u32): u64 {
  return load<u64>(p, 8);
}

// @ts-ignore: decorator
@inline
export function timestamp(p: u32): u64 {
  return load<u64>(p, 16);
}

// @ts-ignore: decorator
@inline
export function l1Block(p: u32): u64 {
  return load<u64>(p, 24);
}

// @ts-ignore: decorator
@inline
export function inboxDue(p: u32): u64 {
  return load<u64>(p, 32);
}

// @ts-ignore: decorator
@inline
export function messageCount(p: u32): u32 {
  return load<u32>(p, 40);
}

// @ts-ignore: decorator
@inline
export function transactionCount(p: u32): u32 {
  return load<u32>(p, 44);
}

// @ts-ignore: decorator
@inline
export function flags(p: u32): u32 {
  return load<u32>(p, 48);
}

// @ts-ignore: decorator
@inline
export function reservedLow(p: u32): u32 {
  return load<u32>(p, 52);
}

// @ts-ignore: decorator
@inline
export function reservedHigh(p: u32): u64 {
  return load<u64>(p, 56);
}
