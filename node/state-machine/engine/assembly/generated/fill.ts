// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { appendRecord } from "../memory/output";

// Two orders traded.
export const KIND: u32 = 4;
export const SIZE: u32 = 120;

/** Appends a zeroed record to the output; fill it in with the setters. */
export function append(): u32 {
  const at = appendRecord(KIND, SIZE);
  store<u64>(at, 0, 8);
  store<u64>(at, 0, 16);
  store<u64>(at, 0, 24);
  store<u64>(at, 0, 32);
  store<u64>(at, 0, 40);
  store<u64>(at, 0, 48);
  store<u64>(at, 0, 56);
  store<u64>(at, 0, 64);
  store<u64>(at, 0, 72);
  store<u64>(at, 0, 80);
  store<u64>(at, 0, 88);
  store<u64>(at, 0, 96);
  store<u64>(at, 0, 104);
  store<u64>(at, 0, 112);
  return at;
}

/** As `append`, but every field must then be set: only the bytes between them are zeroed. */
// @ts-ignore: decorator
@inline
export function claim(): u32 {
  const at = appendRecord(KIND, SIZE);
  store<u64>(at, 0, 112);
  return at;
}

// @ts-ignore: decorator
@inline
export function setMarket(p: u32, value: u16): void {
  store<u16>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function setTakerIsBuy(p: u32, value: u8): void {
  store<u8>(p, value, 6);
}

// @ts-ignore: decorator
@inline
export function setLiquidation(p: u32, value: u8): void {
  store<u8>(p, value, 7);
}

// @ts-ignore: decorator
@inline
export function setSequence(p: u32, value: u64): void {
  store<u64>(p, value, 8);
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
export function setNotional(p: u32, value: i64): void {
  store<i64>(p, value, 24);
}

// @ts-ignore: decorator
@inline
export function setMakerOrderId(p: u32, value: u64): void {
  store<u64>(p, value, 32);
}

// @ts-ignore: decorator
@inline
export function setTakerOrderId(p: u32, value: u64): void {
  store<u64>(p, value, 40);
}

// @ts-ignore: decorator
@inline
export function setMakerAccount(p: u32, value: u32): void {
  store<u32>(p, value, 48);
}

// @ts-ignore: decorator
@inline
export function setTakerAccount(p: u32, value: u32): void {
  store<u32>(p, value, 52);
}

// @ts-ignore: decorator
@inline
export function setMakerFee(p: u32, value: i64): void {
  store<i64>(p, value, 56);
}

// @ts-ignore: decorator
@inline
export function setTakerFee(p: u32, value: i64): void {
  store<i64>(p, value, 64);
}

// @ts-ignore: decorator
@inline
export function setMakerPnl(p: u32, value: i64): void {
  store<i64>(p, value, 72);
}

// @ts-ignore: decorator
@inline
export function setTakerPnl(p: u32, value: i64): void {
  store<i64>(p, value, 80);
}

// @ts-ignore: decorator
@inline
export function setMakerSize(p: u32, value: i64): void {
  store<i64>(p, value, 88);
}

// @ts-ignore: decorator
@inline
export function setTakerSize(p: u32, value: i64): void {
  store<i64>(p, value, 96);
}

// @ts-ignore: decorator
@inline
export function setMakerRestingLots(p: u32, value: u32): void {
  store<u32>(p, value, 104);
}

// @ts-ignore: decorator
@inline
export function setTakerRemainingLots(p: u32, value: u32): void {
  store<u32>(p, value, 108);
}
