// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// One decoded transaction frame; the last place is for forced transactions.
export const BASE: u32 = 0x200000;
export const SIZE: u32 = 64;
export const CAPACITY: u32 = 20001;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function body(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setBody(p: u32, value: u32): void {
  store<u32>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function account(p: u32): u32 {
  return load<u32>(p, 4);
}

// @ts-ignore: decorator
@inline
export function setAccount(p: u32, value: u32): void {
  store<u32>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function gas(p: u32): u32 {
  return load<u32>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setGas(p: u32, value: u32): void {
  store<u32>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function type(p: u32): u8 {
  return load<u8>(p, 12);
}

// @ts-ignore: decorator
@inline
export function setType(p: u32, value: u8): void {
  store<u8>(p, value, 12);
}

// @ts-ignore: decorator
@inline
export function rank(p: u32): u8 {
  return load<u8>(p, 13);
}

// @ts-ignore: decorator
@inline
export function setRank(p: u32, value: u8): void {
  store<u8>(p, value, 13);
}

// @ts-ignore: decorator
@inline
export function recovered(p: u32): u8 {
  return load<u8>(p, 14);
}

// @ts-ignore: decorator
@inline
export function setRecovered(p: u32, value: u8): void {
  store<u8>(p, value, 14);
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
export function expiresAfter(p: u32): u64 {
  return load<u64>(p, 24);
}

// @ts-ignore: decorator
@inline
export function setExpiresAfter(p: u32, value: u64): void {
  store<u64>(p, value, 24);
}

// @ts-ignore: decorator
@inline
export function signerAddress(p: u32): u32 {
  return p + 32;
}

export function setSigner(p: u32, source: u32): void {
  store<u64>(p, load<u64>(source, 0), 32);
  store<u64>(p, load<u64>(source, 8), 40);
  store<u32>(p, load<u32>(source, 16), 48);
}

// @ts-ignore: decorator
@inline
export function foreseen(p: u32): u32 {
  return load<u32>(p, 52);
}

// @ts-ignore: decorator
@inline
export function setForeseen(p: u32, value: u32): void {
  store<u32>(p, value, 52);
}

// @ts-ignore: decorator
@inline
export function foreseenEnd(p: u32): u32 {
  return load<u32>(p, 56);
}

// @ts-ignore: decorator
@inline
export function setForeseenEnd(p: u32, value: u32): void {
  store<u32>(p, value, 56);
}

// @ts-ignore: decorator
@inline
export function signerEntry(p: u32): u32 {
  return load<u32>(p, 60);
}

// @ts-ignore: decorator
@inline
export function setSignerEntry(p: u32, value: u32): void {
  store<u32>(p, value, 60);
}
