// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// A price level; address = market.levels + price * 16. Bids and asks share the array: they never share a price.
export const BASE: u32 = 0xc8000000;
export const SIZE: u32 = 16;
export const CAPACITY: u32 = 58654720;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}

// @ts-ignore: decorator
@inline
export function head(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setHead(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function tail(p: u32): u32 {
  return load<u32>(p, 4);
}

// @ts-ignore: decorator
@inline
export function setTail(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function lots(p: u32): u64 {
  return load<u64>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setLots(p: u32, value: u64): void {
  touch(p);
  store<u64>(p, value, 8);
}

export function clear(p: u32): void {
  touch(p);
  store<u64>(p, 0, 0);
  store<u64>(p, 0, 8);
}
