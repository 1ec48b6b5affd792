// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// What an account's cancels of the block name (T10): orders below `nonce` everywhere, and a list of items.
export const BASE: u32 = 0x2c800000;
export const SIZE: u32 = 32;
export const CAPACITY: u32 = 20000;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function account(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setAccount(p: u32, value: u32): void {
  store<u32>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function items(p: u32): u32 {
  return load<u32>(p, 4);
}

// @ts-ignore: decorator
@inline
export function setItems(p: u32, value: u32): void {
  store<u32>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function nonce(p: u32): u64 {
  return load<u64>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setNonce(p: u32, value: u64): void {
  store<u64>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function firstItem(p: u32): u32 {
  return load<u32>(p, 16);
}

// @ts-ignore: decorator
@inline
export function setFirstItem(p: u32, value: u32): void {
  store<u32>(p, value, 16);
}
