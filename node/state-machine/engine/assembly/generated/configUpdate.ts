// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { appendRecord } from "../memory/output";

// Governance changed a market, a validator or the parameters.
export const KIND: u32 = 17;
export const SIZE: u32 = 16;

/** Appends a zeroed record to the output; fill it in with the setters. */
// @ts-ignore: decorator
@inline
export function append(): u32 {
  return appendRecord(KIND, SIZE);
}

// @ts-ignore: decorator
@inline
export function setOp(p: u32, value: u32): void {
  store<u32>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function setId(p: u32, value: u32): void {
  store<u32>(p, value, 8);
}
