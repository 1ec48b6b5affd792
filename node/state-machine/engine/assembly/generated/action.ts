// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// The action last decoded (W2).
export const BASE: u32 = 0x100100;
export const SIZE: u32 = 64;

// @ts-ignore: decorator
@inline
export function kind(): u32 {
  return load<u32>(0x100100, 0);
}

// @ts-ignore: decorator
@inline
export function setKind(value: u32): void {
  store<u32>(0x100100, value, 0);
}

// @ts-ignore: decorator
@inline
export function flags(): u32 {
  return load<u32>(0x100100, 4);
}

// @ts-ignore: decorator
@inline
export function setFlags(value: u32): void {
  store<u32>(0x100100, value, 4);
}

// @ts-ignore: decorator
@inline
export function timeInForce(): u32 {
  return load<u32>(0x100100, 8);
}

// @ts-ignore: decorator
@inline
export function setTimeInForce(value: u32): void {
  store<u32>(0x100100, value, 8);
}

// @ts-ignore: decorator
@inline
export function market(): u32 {
  return load<u32>(0x100100, 12);
}

// @ts-ignore: decorator
@inline
export function setMarket(value: u32): void {
  store<u32>(0x100100, value, 12);
}

// @ts-ignore: decorator
@inline
export function price(): u32 {
  return load<u32>(0x100100, 16);
}

// @ts-ignore: decorator
@inline
export function setPrice(value: u32): void {
  store<u32>(0x100100, value, 16);
}

// @ts-ignore: decorator
@inline
export function size(): u32 {
  return load<u32>(0x100100, 20);
}

// @ts-ignore: decorator
@inline
export function setSize(value: u32): void {
  store<u32>(0x100100, value, 20);
}

// @ts-ignore: decorator
@inline
export function goodTill(): u32 {
  return load<u32>(0x100100, 24);
}

// @ts-ignore: decorator
@inline
export function setGoodTill(value: u32): void {
  store<u32>(0x100100, value, 24);
}

// @ts-ignore: decorator
@inline
export function orderId(): u64 {
  return load<u64>(0x100100, 32);
}

// @ts-ignore: decorator
@inline
export function setOrderId(value: u64): void {
  store<u64>(0x100100, value, 32);
}

// @ts-ignore: decorator
@inline
export function clientIdAddress(): u32 {
  return 0x100100 + 40;
}

export function setClientId(source: u32): void {
  store<u64>(0x100100, load<u64>(source, 0), 40);
  store<u64>(0x100100, load<u64>(source, 8), 48);
}
