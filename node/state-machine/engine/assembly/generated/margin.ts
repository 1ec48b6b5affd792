// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// Figures of the account last assessed (M1, R2).
export const BASE: u32 = 0x100300;
export const SIZE: u32 = 64;

// @ts-ignore: decorator
@inline
export function equity(): i64 {
  return load<i64>(0x100300, 0);
}

// @ts-ignore: decorator
@inline
export function setEquity(value: i64): void {
  store<i64>(0x100300, value, 0);
}

// @ts-ignore: decorator
@inline
export function initial(): i64 {
  return load<i64>(0x100300, 8);
}

// @ts-ignore: decorator
@inline
export function setInitial(value: i64): void {
  store<i64>(0x100300, value, 8);
}

// @ts-ignore: decorator
@inline
export function maintenance(): i64 {
  return load<i64>(0x100300, 16);
}

// @ts-ignore: decorator
@inline
export function setMaintenance(value: i64): void {
  store<i64>(0x100300, value, 16);
}

// @ts-ignore: decorator
@inline
export function stale(): u32 {
  return load<u32>(0x100300, 24);
}

// @ts-ignore: decorator
@inline
export function setStale(value: u32): void {
  store<u32>(0x100300, value, 24);
}

// @ts-ignore: decorator
@inline
export function notional(): u64 {
  return load<u64>(0x100300, 32);
}

// @ts-ignore: decorator
@inline
export function setNotional(value: u64): void {
  store<u64>(0x100300, value, 32);
}
