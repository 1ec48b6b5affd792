// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// Block-wide work values; `dirtyCount` is what the host reads back, also after a trap.
export const BASE: u32 = 0x100000;
export const SIZE: u32 = 128;

// @ts-ignore: decorator
@inline
export function dirtyCount(): u32 {
  return load<u32>(0x100000, 0);
}

// @ts-ignore: decorator
@inline
export function setDirtyCount(value: u32): void {
  store<u32>(0x100000, value, 0);
}

// @ts-ignore: decorator
@inline
export function savedCount(): u32 {
  return load<u32>(0x100000, 4);
}

// @ts-ignore: decorator
@inline
export function setSavedCount(value: u32): void {
  store<u32>(0x100000, value, 4);
}

// @ts-ignore: decorator
@inline
export function timestamp(): u64 {
  return load<u64>(0x100000, 8);
}

// @ts-ignore: decorator
@inline
export function setTimestamp(value: u64): void {
  store<u64>(0x100000, value, 8);
}

// @ts-ignore: decorator
@inline
export function elapsed(): u64 {
  return load<u64>(0x100000, 16);
}

// @ts-ignore: decorator
@inline
export function setElapsed(value: u64): void {
  store<u64>(0x100000, value, 16);
}

// @ts-ignore: decorator
@inline
export function makerBudget(): u32 {
  return load<u32>(0x100000, 24);
}

// @ts-ignore: decorator
@inline
export function setMakerBudget(value: u32): void {
  store<u32>(0x100000, value, 24);
}

// @ts-ignore: decorator
@inline
export function riskBudget(): u32 {
  return load<u32>(0x100000, 28);
}

// @ts-ignore: decorator
@inline
export function setRiskBudget(value: u32): void {
  store<u32>(0x100000, value, 28);
}

// @ts-ignore: decorator
@inline
export function withdrawals(): u32 {
  return load<u32>(0x100000, 36);
}

// @ts-ignore: decorator
@inline
export function setWithdrawals(value: u32): void {
  store<u32>(0x100000, value, 36);
}

// @ts-ignore: decorator
@inline
export function transaction(): u32 {
  return load<u32>(0x100000, 40);
}

// @ts-ignore: decorator
@inline
export function setTransaction(value: u32): void {
  store<u32>(0x100000, value, 40);
}

// @ts-ignore: decorator
@inline
export function markMovement(): u32 {
  return load<u32>(0x100000, 44);
}

// @ts-ignore: decorator
@inline
export function setMarkMovement(value: u32): void {
  store<u32>(0x100000, value, 44);
}

// @ts-ignore: decorator
@inline
export function fundingMovement(): u32 {
  return load<u32>(0x100000, 48);
}

// @ts-ignore: decorator
@inline
export function setFundingMovement(value: u32): void {
  store<u32>(0x100000, value, 48);
}

// @ts-ignore: decorator
@inline
export function foreseen(): u32 {
  return load<u32>(0x100000, 52);
}

// @ts-ignore: decorator
@inline
export function setForeseen(value: u32): void {
  store<u32>(0x100000, value, 52);
}

// @ts-ignore: decorator
@inline
export function fetched(): u64 {
  return load<u64>(0x100000, 56);
}

// @ts-ignore: decorator
@inline
export function setFetched(value: u64): void {
  store<u64>(0x100000, value, 56);
}

// @ts-ignore: decorator
@inline
export function nonce(): u64 {
  return load<u64>(0x100000, 64);
}

// @ts-ignore: decorator
@inline
export function setNonce(value: u64): void {
  store<u64>(0x100000, value, 64);
}

// @ts-ignore: decorator
@inline
export function have(): i64 {
  return load<i64>(0x100000, 72);
}

// @ts-ignore: decorator
@inline
export function setHave(value: i64): void {
  store<i64>(0x100000, value, 72);
}

// @ts-ignore: decorator
@inline
export function need(): i64 {
  return load<i64>(0x100000, 80);
}

// @ts-ignore: decorator
@inline
export function setNeed(value: i64): void {
  store<i64>(0x100000, value, 80);
}

// @ts-ignore: decorator
@inline
export function cancelledAccounts(): u32 {
  return load<u32>(0x100000, 88);
}

// @ts-ignore: decorator
@inline
export function setCancelledAccounts(value: u32): void {
  store<u32>(0x100000, value, 88);
}

// @ts-ignore: decorator
@inline
export function cancelledItems(): u32 {
  return load<u32>(0x100000, 92);
}

// @ts-ignore: decorator
@inline
export function setCancelledItems(value: u32): void {
  store<u32>(0x100000, value, 92);
}
