// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// An oracle voter; index = validator id.
export const BASE: u32 = 0x80002000;
export const SIZE: u32 = 64;
export const CAPACITY: u32 = 64;
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
export function signer(p: u32): u32 {
  return load<u32>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setSigner(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function stake(p: u32): u64 {
  return load<u64>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setStake(p: u32, value: u64): void {
  touch(p);
  store<u64>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function addressAddress(p: u32): u32 {
  return p + 16;
}

export function setAddress(p: u32, source: u32): void {
  touch(p);
  store<u64>(p, load<u64>(source, 0), 16);
  store<u64>(p, load<u64>(source, 8), 24);
  store<u32>(p, load<u32>(source, 16), 32);
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
