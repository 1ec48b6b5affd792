// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// A resting order.
export const BASE: u32 = 0xb8000000;
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
export function id(p: u32): u64 {
  return load<u64>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setId(p: u32, value: u64): void {
  touch(p);
  store<u64>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function account(p: u32): u32 {
  return load<u32>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setAccount(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function market(p: u32): u16 {
  return load<u16>(p, 12);
}

// @ts-ignore: decorator
@inline
export function setMarket(p: u32, value: u16): void {
  touch(p);
  store<u16>(p, value, 12);
}

// @ts-ignore: decorator
@inline
export function flags(p: u32): u8 {
  return load<u8>(p, 14);
}

// @ts-ignore: decorator
@inline
export function setFlags(p: u32, value: u8): void {
  touch(p);
  store<u8>(p, value, 14);
}

// @ts-ignore: decorator
@inline
export function price(p: u32): u32 {
  return load<u32>(p, 16);
}

// @ts-ignore: decorator
@inline
export function setPrice(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function lots(p: u32): u32 {
  return load<u32>(p, 20);
}

// @ts-ignore: decorator
@inline
export function setLots(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 20);
}

// @ts-ignore: decorator
@inline
export function previous(p: u32): u32 {
  return load<u32>(p, 24);
}

// @ts-ignore: decorator
@inline
export function setPrevious(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 24);
}

// @ts-ignore: decorator
@inline
export function next(p: u32): u32 {
  return load<u32>(p, 28);
}

// @ts-ignore: decorator
@inline
export function setNext(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 28);
}

// @ts-ignore: decorator
@inline
export function previousOfAccount(p: u32): u32 {
  return load<u32>(p, 32);
}

// @ts-ignore: decorator
@inline
export function setPreviousOfAccount(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 32);
}

// @ts-ignore: decorator
@inline
export function nextOfAccount(p: u32): u32 {
  return load<u32>(p, 36);
}

// @ts-ignore: decorator
@inline
export function setNextOfAccount(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 36);
}

// @ts-ignore: decorator
@inline
export function goodTill(p: u32): u32 {
  return load<u32>(p, 40);
}

// @ts-ignore: decorator
@inline
export function setGoodTill(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 40);
}

// @ts-ignore: decorator
@inline
export function position(p: u32): u32 {
  return load<u32>(p, 44);
}

// @ts-ignore: decorator
@inline
export function setPosition(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 44);
}

// @ts-ignore: decorator
@inline
export function clientIdAddress(p: u32): u32 {
  return p + 48;
}

export function setClientId(p: u32, source: u32): void {
  touch(p);
  store<u64>(p, load<u64>(source, 0), 48);
  store<u64>(p, load<u64>(source, 8), 56);
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

export function write(p: u32, id: u64, account: u32, market: u16, flags: u8, price: u32, lots: u32, previous: u32, next: u32, previousOfAccount: u32, nextOfAccount: u32, goodTill: u32, position: u32, clientIdFrom: u32): void {
  touch(p);
  store<u64>(p, id, 0);
  store<u32>(p, account, 8);
  store<u16>(p, market, 12);
  store<u8>(p, flags, 14);
  store<u32>(p, price, 16);
  store<u32>(p, lots, 20);
  store<u32>(p, previous, 24);
  store<u32>(p, next, 28);
  store<u32>(p, previousOfAccount, 32);
  store<u32>(p, nextOfAccount, 36);
  store<u32>(p, goodTill, 40);
  store<u32>(p, position, 44);
  store<u64>(p, load<u64>(clientIdFrom, 0), 48);
  store<u64>(p, load<u64>(clientIdFrom, 8), 56);
}
