// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { appendRecord } from "../memory/output";

// A liquidated position was closed at the mark against an opposite one.
export const KIND: u32 = 15;
export const SIZE: u32 = 56;

/** Appends a zeroed record to the output; fill it in with the setters. */
// @ts-ignore: decorator
@inline
export function append(): u32 {
  return appendRecord(KIND, SIZE);
}

// @ts-ignore: decorator
@inline
export function setAccount(p: u32, value: u32): void {
  store<u32>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function setCounterparty(p: u32, value: u32): void {
  store<u32>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function setMarket(p: u32, value: u16): void {
  store<u16>(p, value, 12);
}

// @ts-ignore: decorator
@inline
export function setPrice(p: u32, value: u32): void {
  store<u32>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function setLots(p: u32, value: u32): void {
  store<u32>(p, value, 20);
}

// @ts-ignore: decorator
@inline
export function setAccountPnl(p: u32, value: i64): void {
  store<i64>(p, value, 24);
}

// @ts-ignore: decorator
@inline
export function setCounterpartyPnl(p: u32, value: i64): void {
  store<i64>(p, value, 32);
}

// @ts-ignore: decorator
@inline
export function setAccountSize(p: u32, value: i64): void {
  store<i64>(p, value, 40);
}

// @ts-ignore: decorator
@inline
export function setCounterpartySize(p: u32, value: i64): void {
  store<i64>(p, value, 48);
}
