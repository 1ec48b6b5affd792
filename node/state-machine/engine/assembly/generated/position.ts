// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// What an account holds and has open in one market; freed when all of it is zero.
export const BASE: u32 = 0xa8000000;
export const SIZE: u32 = 64;
export const CAPACITY: u32 = 4194304;
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
export function account(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setAccount(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function market(p: u32): u16 {
  return load<u16>(p, 4);
}

// @ts-ignore: decorator
@inline
export function setMarket(p: u32, value: u16): void {
  touch(p);
  store<u16>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function reduceOnlyCount(p: u32): u16 {
  return load<u16>(p, 6);
}

// @ts-ignore: decorator
@inline
export function setReduceOnlyCount(p: u32, value: u16): void {
  touch(p);
  store<u16>(p, value, 6);
}

// @ts-ignore: decorator
@inline
export function size(p: u32): i64 {
  return load<i64>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setSize(p: u32, value: i64): void {
  touch(p);
  store<i64>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function cost(p: u32): i64 {
  return load<i64>(p, 16);
}

// @ts-ignore: decorator
@inline
export function setCost(p: u32, value: i64): void {
  touch(p);
  store<i64>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function fundingIndex(p: u32): i64 {
  return load<i64>(p, 24);
}

// @ts-ignore: decorator
@inline
export function setFundingIndex(p: u32, value: i64): void {
  touch(p);
  store<i64>(p, value, 24);
}

// @ts-ignore: decorator
@inline
export function openBuyLots(p: u32): u32 {
  return load<u32>(p, 32);
}

// @ts-ignore: decorator
@inline
export function setOpenBuyLots(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 32);
}

// @ts-ignore: decorator
@inline
export function openSellLots(p: u32): u32 {
  return load<u32>(p, 36);
}

// @ts-ignore: decorator
@inline
export function setOpenSellLots(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 36);
}

// @ts-ignore: decorator
@inline
export function reduceOnlyLots(p: u32): u32 {
  return load<u32>(p, 40);
}

// @ts-ignore: decorator
@inline
export function setReduceOnlyLots(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 40);
}

// @ts-ignore: decorator
@inline
export function nextOfAccount(p: u32): u32 {
  return load<u32>(p, 44);
}

// @ts-ignore: decorator
@inline
export function setNextOfAccount(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 44);
}

// @ts-ignore: decorator
@inline
export function previousOfSide(p: u32): u32 {
  return load<u32>(p, 48);
}

// @ts-ignore: decorator
@inline
export function setPreviousOfSide(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 48);
}

// @ts-ignore: decorator
@inline
export function nextOfSide(p: u32): u32 {
  return load<u32>(p, 52);
}

// @ts-ignore: decorator
@inline
export function setNextOfSide(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 52);
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
}
