// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { appendRecord } from "../memory/output";

// A stage of the wind-down; figures of one account in stages 2 and 4.
export const KIND: u32 = 18;
export const SIZE: u32 = 32;

/** Appends a zeroed record to the output; fill it in with the setters. */
export function append(): u32 {
  const at = appendRecord(KIND, SIZE);
  store<u64>(at, 0, 8);
  store<u64>(at, 0, 16);
  store<u64>(at, 0, 24);
  return at;
}

/** As `append`, but every field must then be set: only the bytes between them are zeroed. */
// @ts-ignore: decorator
@inline
export function claim(): u32 {
  const at = appendRecord(KIND, SIZE);
  store<u64>(at, 0, 8);
  return at;
}

// @ts-ignore: decorator
@inline
export function setStage(p: u32, value: u32): void {
  store<u32>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function setAccount(p: u32, value: u32): void {
  store<u32>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function setAmount(p: u32, value: i64): void {
  store<i64>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function setPaid(p: u32, value: i64): void {
  store<i64>(p, value, 24);
}
