// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { appendRecord } from "../memory/output";

// A deposit was credited; account 0 = to the unclaimed balance.
export const KIND: u32 = 7;
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
  store<u64>(at, 0, 24);
  store<u64>(at, 0, 48);
  return at;
}

// @ts-ignore: decorator
@inline
export function setAccount(p: u32, value: u32): void {
  store<u32>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function setIndex(p: u32, value: u64): void {
  store<u64>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function setAmount(p: u32, value: u64): void {
  store<u64>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function setSub(p: u32, value: u32): void {
  store<u32>(p, value, 24);
}

// @ts-ignore: decorator
@inline
export function setAsset(p: u32, value: u8): void {
  store<u8>(p, value, 28);
}

export function setTo(p: u32, source: u32): void {
  store<u64>(p, load<u64>(source, 0), 32);
  store<u64>(p, load<u64>(source, 8), 40);
  store<u32>(p, load<u32>(source, 16), 48);
}
