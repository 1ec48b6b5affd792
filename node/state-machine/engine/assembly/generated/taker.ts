// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// The order being matched.
export const BASE: u32 = 0x100200;
export const SIZE: u32 = 128;

// @ts-ignore: decorator
@inline
export function account(): u32 {
  return load<u32>(0x100200, 0);
}

// @ts-ignore: decorator
@inline
export function setAccount(value: u32): void {
  store<u32>(0x100200, value, 0);
}

// @ts-ignore: decorator
@inline
export function owner(): u32 {
  return load<u32>(0x100200, 4);
}

// @ts-ignore: decorator
@inline
export function setOwner(value: u32): void {
  store<u32>(0x100200, value, 4);
}

// @ts-ignore: decorator
@inline
export function market(): u32 {
  return load<u32>(0x100200, 8);
}

// @ts-ignore: decorator
@inline
export function setMarket(value: u32): void {
  store<u32>(0x100200, value, 8);
}

// @ts-ignore: decorator
@inline
export function position(): u32 {
  return load<u32>(0x100200, 12);
}

// @ts-ignore: decorator
@inline
export function setPosition(value: u32): void {
  store<u32>(0x100200, value, 12);
}

// @ts-ignore: decorator
@inline
export function isBuy(): u32 {
  return load<u32>(0x100200, 16);
}

// @ts-ignore: decorator
@inline
export function setIsBuy(value: u32): void {
  store<u32>(0x100200, value, 16);
}

// @ts-ignore: decorator
@inline
export function limit(): u32 {
  return load<u32>(0x100200, 20);
}

// @ts-ignore: decorator
@inline
export function setLimit(value: u32): void {
  store<u32>(0x100200, value, 20);
}

// @ts-ignore: decorator
@inline
export function remaining(): u32 {
  return load<u32>(0x100200, 24);
}

// @ts-ignore: decorator
@inline
export function setRemaining(value: u32): void {
  store<u32>(0x100200, value, 24);
}

// @ts-ignore: decorator
@inline
export function filled(): u32 {
  return load<u32>(0x100200, 28);
}

// @ts-ignore: decorator
@inline
export function setFilled(value: u32): void {
  store<u32>(0x100200, value, 28);
}

// @ts-ignore: decorator
@inline
export function orderId(): u64 {
  return load<u64>(0x100200, 32);
}

// @ts-ignore: decorator
@inline
export function setOrderId(value: u64): void {
  store<u64>(0x100200, value, 32);
}

// @ts-ignore: decorator
@inline
export function notional(): i64 {
  return load<i64>(0x100200, 40);
}

// @ts-ignore: decorator
@inline
export function setNotional(value: i64): void {
  store<i64>(0x100200, value, 40);
}

// @ts-ignore: decorator
@inline
export function fee(): i64 {
  return load<i64>(0x100200, 48);
}

// @ts-ignore: decorator
@inline
export function setFee(value: i64): void {
  store<i64>(0x100200, value, 48);
}

// @ts-ignore: decorator
@inline
export function equity(): i64 {
  return load<i64>(0x100200, 56);
}

// @ts-ignore: decorator
@inline
export function setEquity(value: i64): void {
  store<i64>(0x100200, value, 56);
}

// @ts-ignore: decorator
@inline
export function visits(): u32 {
  return load<u32>(0x100200, 64);
}

// @ts-ignore: decorator
@inline
export function setVisits(value: u32): void {
  store<u32>(0x100200, value, 64);
}

// @ts-ignore: decorator
@inline
export function visitLimit(): u32 {
  return load<u32>(0x100200, 68);
}

// @ts-ignore: decorator
@inline
export function setVisitLimit(value: u32): void {
  store<u32>(0x100200, value, 68);
}

// @ts-ignore: decorator
@inline
export function stop(): u32 {
  return load<u32>(0x100200, 72);
}

// @ts-ignore: decorator
@inline
export function setStop(value: u32): void {
  store<u32>(0x100200, value, 72);
}

// @ts-ignore: decorator
@inline
export function guarded(): u32 {
  return load<u32>(0x100200, 76);
}

// @ts-ignore: decorator
@inline
export function setGuarded(value: u32): void {
  store<u32>(0x100200, value, 76);
}

// @ts-ignore: decorator
@inline
export function liquidation(): u32 {
  return load<u32>(0x100200, 80);
}

// @ts-ignore: decorator
@inline
export function setLiquidation(value: u32): void {
  store<u32>(0x100200, value, 80);
}

// @ts-ignore: decorator
@inline
export function zeroPrice(): u32 {
  return load<u32>(0x100200, 84);
}

// @ts-ignore: decorator
@inline
export function setZeroPrice(value: u32): void {
  store<u32>(0x100200, value, 84);
}

// @ts-ignore: decorator
@inline
export function resting(): u32 {
  return load<u32>(0x100200, 88);
}

// @ts-ignore: decorator
@inline
export function setResting(value: u32): void {
  store<u32>(0x100200, value, 88);
}

// @ts-ignore: decorator
@inline
export function mark(): u32 {
  return load<u32>(0x100200, 92);
}

// @ts-ignore: decorator
@inline
export function setMark(value: u32): void {
  store<u32>(0x100200, value, 92);
}
