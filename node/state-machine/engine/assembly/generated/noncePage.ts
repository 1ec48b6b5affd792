// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// Kept nonces of one signer below its newest, ascending in `first..first + count`, as differences to `base`; only signers that use many have pages.
export const BASE: u32 = 0x8c000000;
export const SIZE: u32 = 256;
export const CAPACITY: u32 = 1048576;
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
export function owner(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setOwner(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function lower(p: u32): u32 {
  return load<u32>(p, 4);
}

// @ts-ignore: decorator
@inline
export function setLower(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function higher(p: u32): u32 {
  return load<u32>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setHigher(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function first(p: u32): u16 {
  return load<u16>(p, 12);
}

// @ts-ignore: decorator
@inline
export function setFirst(p: u32, value: u16): void {
  touch(p);
  store<u16>(p, value, 12);
}

// @ts-ignore: decorator
@inline
export function count(p: u32): u16 {
  return load<u16>(p, 14);
}

// @ts-ignore: decorator
@inline
export function setCount(p: u32, value: u16): void {
  touch(p);
  store<u16>(p, value, 14);
}

// @ts-ignore: decorator
@inline
export function base(p: u32): u64 {
  return load<u64>(p, 16);
}

// @ts-ignore: decorator
@inline
export function setBase(p: u32, value: u64): void {
  touch(p);
  store<u64>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function noncesAddress(p: u32): u32 {
  return p + 24;
}

// @ts-ignore: decorator
@inline
export function nonces(p: u32, i: u32): u32 {
  return load<u32>(p + i * 4, 24);
}

// @ts-ignore: decorator
@inline
export function setNonces(p: u32, i: u32, value: u32): void {
  touch(p + i * 4 + 24);
  store<u32>(p + i * 4, value, 24);
}
