// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// Orders below `nonce` in a market (`marketPlusOne` is not 0), or with a client id.
export const BASE: u32 = 0x2d000000;
export const SIZE: u32 = 32;
export const CAPACITY: u32 = 640000;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function clientIdAddress(p: u32): u32 {
  return p + 0;
}

export function setClientId(p: u32, source: u32): void {
  store<u64>(p, load<u64>(source, 0), 0);
  store<u64>(p, load<u64>(source, 8), 8);
}

// @ts-ignore: decorator
@inline
export function nonce(p: u32): u64 {
  return load<u64>(p, 16);
}

// @ts-ignore: decorator
@inline
export function setNonce(p: u32, value: u64): void {
  store<u64>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function marketPlusOne(p: u32): u32 {
  return load<u32>(p, 24);
}

// @ts-ignore: decorator
@inline
export function setMarketPlusOne(p: u32, value: u32): void {
  store<u32>(p, value, 24);
}

// @ts-ignore: decorator
@inline
export function next(p: u32): u32 {
  return load<u32>(p, 28);
}

// @ts-ignore: decorator
@inline
export function setNext(p: u32, value: u32): void {
  store<u32>(p, value, 28);
}
