// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// A validator's last vote for a market; index = validator * 256 + market.
export const BASE: u32 = 0x80080000;
export const SIZE: u32 = 32;
export const CAPACITY: u32 = 16384;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function time(p: u32): u64 {
  return load<u64>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setTime(p: u32, value: u64): void {
  touch(p);
  store<u64>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function index(p: u32): u32 {
  return load<u32>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setIndex(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function externalMark(p: u32): u32 {
  return load<u32>(p, 12);
}

// @ts-ignore: decorator
@inline
export function setExternalMark(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 12);
}

export function clear(p: u32): void {
  touch(p);
  store<u64>(p, 0, 0);
  store<u64>(p, 0, 8);
  store<u64>(p, 0, 16);
  store<u64>(p, 0, 24);
}
