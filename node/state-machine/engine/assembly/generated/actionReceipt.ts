// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { appendRecord } from "../memory/output";

// The result of one action, after the events it caused.
export const KIND: u32 = 3;
export const SIZE: u32 = 48;

/** Appends a zeroed record to the output; fill it in with the setters. */
export function append(): u32 {
  const at = appendRecord(KIND, SIZE);
  store<u64>(at, 0, 8);
  store<u64>(at, 0, 16);
  store<u64>(at, 0, 24);
  store<u64>(at, 0, 32);
  store<u64>(at, 0, 40);
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
export function setCount(p: u32, value: u32): void {
  store<u32>(p, value, 12);
}

// @ts-ignore: decorator
@inline
export function setOrderId(p: u32, value: u64): void {
  store<u64>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function setFilledLots(p: u32, value: u32): void {
  store<u32>(p, value, 24);
}

// @ts-ignore: decorator
@inline
export function setRestingLots(p: u32, value: u32): void {
  store<u32>(p, value, 28);
}

// @ts-ignore: decorator
@inline
export function setFilledNotional(p: u32, value: i64): void {
  store<i64>(p, value, 32);
}

// @ts-ignore: decorator
@inline
export function setFee(p: u32, value: i64): void {
  store<i64>(p, value, 40);
}
