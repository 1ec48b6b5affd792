// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// A sub-account: the unit of cross margin.
export const BASE: u32 = 0x9c000000;
export const SIZE: u32 = 128;
export const CAPACITY: u32 = 1310720;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}
// @ts-ignore: decorator
@inline
export function indexOf(address: u32): u32 {
  return (address - BASE) / SIZE;
}

// @ts-ignore: decorator
@inline
export function cash(p: u32): i64 {
  return load<i64>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setCash(p: u32, value: i64): void {
  touch(p);
  store<i64>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function owner(p: u32): u32 {
  return load<u32>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setOwner(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function sub(p: u32): u32 {
  return load<u32>(p, 12);
}

// @ts-ignore: decorator
@inline
export function setSub(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 12);
}

// @ts-ignore: decorator
@inline
export function firstPosition(p: u32): u32 {
  return load<u32>(p, 16);
}

// @ts-ignore: decorator
@inline
export function setFirstPosition(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function positionCount(p: u32): u32 {
  return load<u32>(p, 20);
}

// @ts-ignore: decorator
@inline
export function setPositionCount(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 20);
}

// @ts-ignore: decorator
@inline
export function orderCount(p: u32): u32 {
  return load<u32>(p, 28);
}

// @ts-ignore: decorator
@inline
export function setOrderCount(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 28);
}

// @ts-ignore: decorator
@inline
export function clientOrderCount(p: u32): u32 {
  return load<u32>(p, 32);
}

// @ts-ignore: decorator
@inline
export function setClientOrderCount(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 32);
}

// @ts-ignore: decorator
@inline
export function nextOfOwner(p: u32): u32 {
  return load<u32>(p, 36);
}

// @ts-ignore: decorator
@inline
export function setNextOfOwner(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 36);
}

// @ts-ignore: decorator
@inline
export function orderListsAddress(p: u32): u32 {
  return p + 64;
}

// @ts-ignore: decorator
@inline
export function orderLists(p: u32, i: u32): u32 {
  return load<u32>(p + i * 4, 64);
}

// @ts-ignore: decorator
@inline
export function setOrderLists(p: u32, i: u32, value: u32): void {
  touch(p + i * 4);
  store<u32>(p + i * 4, value, 64);
}

export function clear(p: u32): void {
  touch(p);
  store<u64>(p, 0, 0);
  store<u64>(p, 0, 8);
  store<u64>(p, 0, 16);
  store<u64>(p, 0, 24);
  store<u64>(p, 0, 32);
  store<u64>(p, 0, 40);
  store<u64>(p, 0, 48);
  store<u64>(p, 0, 56);
  store<u64>(p, 0, 64);
  store<u64>(p, 0, 72);
  store<u64>(p, 0, 80);
  store<u64>(p, 0, 88);
  store<u64>(p, 0, 96);
  store<u64>(p, 0, 104);
  store<u64>(p, 0, 112);
  store<u64>(p, 0, 120);
}
