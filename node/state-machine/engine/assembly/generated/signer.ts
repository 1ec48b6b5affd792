// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// An address that may sign: an owner of accounts, an agent of one, or a validator.
export const BASE: u32 = 0x82000000;
export const SIZE: u32 = 320;
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
  touch(p + 0);
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
  touch(p + 20);
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
  touch(p + 24);
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
  touch(p + 28);
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
  touch(p + 32);
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
  touch(p + 40);
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
  touch(p + 44);
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
  touch(p + 48);
  store<u64>(p, value, 48);
}

// @ts-ignore: decorator
@inline
export function nonceHead(p: u32): u8 {
  return load<u8>(p, 56);
}

// @ts-ignore: decorator
@inline
export function setNonceHead(p: u32, value: u8): void {
  touch(p + 56);
  store<u8>(p, value, 56);
}

// @ts-ignore: decorator
@inline
export function nonceCount(p: u32): u8 {
  return load<u8>(p, 57);
}

// @ts-ignore: decorator
@inline
export function setNonceCount(p: u32, value: u8): void {
  touch(p + 57);
  store<u8>(p, value, 57);
}

// @ts-ignore: decorator
@inline
export function agentCount(p: u32): u16 {
  return load<u16>(p, 58);
}

// @ts-ignore: decorator
@inline
export function setAgentCount(p: u32, value: u16): void {
  touch(p + 58);
  store<u16>(p, value, 58);
}

// @ts-ignore: decorator
@inline
export function noncesAddress(p: u32): u32 {
  return p + 64;
}

// @ts-ignore: decorator
@inline
export function nonces(p: u32, i: u32): u32 {
  return load<u32>(p + i * 4, 64);
}

// @ts-ignore: decorator
@inline
export function setNonces(p: u32, i: u32, value: u32): void {
  touch(p + i * 4 + 64);
  store<u32>(p + i * 4, value, 64);
}
