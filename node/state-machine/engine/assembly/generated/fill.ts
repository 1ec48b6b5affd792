// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { appendRecord } from "../memory/output";

// Two orders traded.
export const KIND: u32 = 4;
export const SIZE: u32 = 120;

/** Appends a zeroed record to the output; fill it in with the setters. */
// @ts-ignore: decorator
@inline
export function append(): u32 {
  return appendRecord(KIND, SIZE);
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
