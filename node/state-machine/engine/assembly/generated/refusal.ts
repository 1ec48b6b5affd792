// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { appendRecord } from "../memory/output";

// Why the action whose receipt follows was refused, in figures: what there is, and what would do.
export const KIND: u32 = 20;
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
export function setTransaction(p: u32, value: u32): void {
  store<u32>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function setAction(p: u32, value: u16): void {
  store<u16>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function setCode(p: u32, value: u16): void {
  store<u16>(p, value, 10);
}

// @ts-ignore: decorator
@inline
export function setHave(p: u32, value: i64): void {
  store<i64>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function setNeed(p: u32, value: i64): void {
  store<i64>(p, value, 24);
}
