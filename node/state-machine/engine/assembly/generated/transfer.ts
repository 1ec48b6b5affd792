// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { appendRecord } from "../memory/output";

// Cash moved between two sub-accounts of one owner.
export const KIND: u32 = 9;
export const SIZE: u32 = 24;

/** Appends a zeroed record to the output; fill it in with the setters. */
export function append(): u32 {
  const at = appendRecord(KIND, SIZE);
  store<u64>(at, 0, 8);
  store<u64>(at, 0, 16);
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
export function setFromAccount(p: u32, value: u32): void {
  store<u32>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function setToAccount(p: u32, value: u32): void {
  store<u32>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function setAmount(p: u32, value: u64): void {
  store<u64>(p, value, 16);
}
