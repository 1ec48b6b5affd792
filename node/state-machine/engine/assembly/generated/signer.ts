// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// An address that may sign: an owner of accounts, an agent of one, or a validator.
export const BASE: u32 = 0x82000000;
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
export function addressAddress(p: u32): u32 {
  return p + 0;
}

export function setAddress(p: u32, source: u32): void {
  touch(p);
  store<u64>(p, load<u64>(source, 0), 0);
  store<u64>(p, load<u64>(source, 8), 8);
  store<u32>(p, load<u32>(source, 16), 16);
}

// @ts-ignore: decorator
@inline
export function firstAccount(p: u32): u32 {
  return load<u32>(p, 20);
}

// @ts-ignore: decorator
@inline
export function setFirstAccount(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 20);
}

// @ts-ignore: decorator
@inline
export function lastAccount(p: u32): u32 {
  return load<u32>(p, 24);
}

// @ts-ignore: decorator
@inline
export function setLastAccount(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 24);
}

// @ts-ignore: decorator
@inline
export function owner(p: u32): u32 {
  return load<u32>(p, 28);
}

// @ts-ignore: decorator
@inline
export function setOwner(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 28);
}

// @ts-ignore: decorator
@inline
export function agentExpiry(p: u32): u64 {
  return load<u64>(p, 32);
}

// @ts-ignore: decorator
@inline
export function setAgentExpiry(p: u32, value: u64): void {
  touch(p);
  store<u64>(p, value, 32);
}

// @ts-ignore: decorator
@inline
export function firstAgent(p: u32): u32 {
  return load<u32>(p, 40);
}

// @ts-ignore: decorator
@inline
export function setFirstAgent(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 40);
}

// @ts-ignore: decorator
@inline
export function nextAgent(p: u32): u32 {
  return load<u32>(p, 44);
}

// @ts-ignore: decorator
@inline
export function setNextAgent(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 44);
}

// @ts-ignore: decorator
@inline
export function nonceBase(p: u32): u64 {
  return load<u64>(p, 48);
}

// @ts-ignore: decorator
@inline
export function setNonceBase(p: u32, value: u64): void {
  touch(p);
  store<u64>(p, value, 48);
}

// @ts-ignore: decorator
@inline
export function nonceFloor(p: u32): u64 {
  return load<u64>(p, 56);
}

// @ts-ignore: decorator
@inline
export function setNonceFloor(p: u32, value: u64): void {
  touch(p);
  store<u64>(p, value, 56);
}

// @ts-ignore: decorator
@inline
export function lowPage(p: u32): u32 {
  return load<u32>(p, 64);
}

// @ts-ignore: decorator
@inline
export function setLowPage(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 64);
}

// @ts-ignore: decorator
@inline
export function highPage(p: u32): u32 {
  return load<u32>(p, 68);
}

// @ts-ignore: decorator
@inline
export function setHighPage(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 68);
}

// @ts-ignore: decorator
@inline
export function agentCount(p: u32): u16 {
  return load<u16>(p, 72);
}

// @ts-ignore: decorator
@inline
export function setAgentCount(p: u32, value: u16): void {
  touch(p);
  store<u16>(p, value, 72);
}

// @ts-ignore: decorator
@inline
export function nonceCount(p: u32): u16 {
  return load<u16>(p, 74);
}

// @ts-ignore: decorator
@inline
export function setNonceCount(p: u32, value: u16): void {
  touch(p);
  store<u16>(p, value, 74);
}

// @ts-ignore: decorator
@inline
export function newestCount(p: u32): u8 {
  return load<u8>(p, 76);
}

// @ts-ignore: decorator
@inline
export function setNewestCount(p: u32, value: u8): void {
  touch(p);
  store<u8>(p, value, 76);
}

// @ts-ignore: decorator
@inline
export function newestAddress(p: u32): u32 {
  return p + 80;
}

// @ts-ignore: decorator
@inline
export function newest(p: u32, i: u32): u32 {
  return load<u32>(p + i * 4, 80);
}

// @ts-ignore: decorator
@inline
export function setNewest(p: u32, i: u32, value: u32): void {
  touch(p + i * 4);
  store<u32>(p + i * 4, value, 80);
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
