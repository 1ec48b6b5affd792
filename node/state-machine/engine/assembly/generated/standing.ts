// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// Equity (M1) and initial margin (R2) of the account that trades, kept while its orders come and go; account 0 = not known.
export const BASE: u32 = 0x100380;
export const SIZE: u32 = 64;

// @ts-ignore: decorator
@inline
export function account(): u32 {
  return load<u32>(0x100380, 0);
}

// @ts-ignore: decorator
@inline
export function setAccount(value: u32): void {
  store<u32>(0x100380, value, 0);
}

// @ts-ignore: decorator
@inline
export function equity(): i64 {
  return load<i64>(0x100380, 8);
}

// @ts-ignore: decorator
@inline
export function setEquity(value: i64): void {
  store<i64>(0x100380, value, 8);
}

// @ts-ignore: decorator
@inline
export function initial(): u64 {
  return load<u64>(0x100380, 16);
}

// @ts-ignore: decorator
@inline
export function setInitial(value: u64): void {
  store<u64>(0x100380, value, 16);
}

// @ts-ignore: decorator
@inline
export function initialWithOrder(): u64 {
  return load<u64>(0x100380, 24);
}

// @ts-ignore: decorator
@inline
export function setInitialWithOrder(value: u64): void {
  store<u64>(0x100380, value, 24);
}
