// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { appendRecord } from "../memory/output";

// Funding accrued in a market.
export const KIND: u32 = 12;
export const SIZE: u32 = 40;

/** Appends a zeroed record to the output; fill it in with the setters. */
export function append(): u32 {
  const at = appendRecord(KIND, SIZE);
  store<u64>(at, 0, 8);
  store<u64>(at, 0, 16);
  store<u64>(at, 0, 24);
  store<u64>(at, 0, 32);
  return at;
}

/** As `append`, but every field must then be set: only the bytes between them are zeroed. */
// @ts-ignore: decorator
@inline
export function claim(): u32 {
  const at = appendRecord(KIND, SIZE);
  store<u64>(at, 0, 32);
  return at;
}

// @ts-ignore: decorator
@inline
export function setMarket(p: u32, value: u16): void {
  store<u16>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function setSlots(p: u32, value: u16): void {
  store<u16>(p, value, 6);
}

// @ts-ignore: decorator
@inline
export function setTime(p: u32, value: u64): void {
  store<u64>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function setRate(p: u32, value: i64): void {
  store<i64>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function setFundingIndex(p: u32, value: i64): void {
  store<i64>(p, value, 24);
}

// @ts-ignore: decorator
@inline
export function setIndex(p: u32, value: u32): void {
  store<u32>(p, value, 32);
}
