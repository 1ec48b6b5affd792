// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { appendRecord } from "../memory/output";

// An agent was approved (expiry in ms) or revoked (0).
export const KIND: u32 = 10;
export const SIZE: u32 = 56;

/** Appends a zeroed record to the output; fill it in with the setters. */
export function append(): u32 {
  const at = appendRecord(KIND, SIZE);
  store<u64>(at, 0, 8);
  store<u64>(at, 0, 16);
  store<u64>(at, 0, 24);
  store<u64>(at, 0, 32);
  store<u64>(at, 0, 40);
  store<u64>(at, 0, 48);
  return at;
}

/** As `append`, but every field must then be set: only the bytes between them are zeroed. */
// @ts-ignore: decorator
@inline
export function claim(): u32 {
  const at = appendRecord(KIND, SIZE);
  return at;
}

// @ts-ignore: decorator
@inline
export function setExpiry(p: u32, value: u64): void {
  store<u64>(p, value, 8);
}

export function setOwner(p: u32, source: u32): void {
  store<u64>(p, load<u64>(source, 0), 16);
  store<u64>(p, load<u64>(source, 8), 24);
  store<u32>(p, load<u32>(source, 16), 32);
}

export function setAgent(p: u32, source: u32): void {
  store<u64>(p, load<u64>(source, 0), 36);
  store<u64>(p, load<u64>(source, 8), 44);
  store<u32>(p, load<u32>(source, 16), 52);
}
