// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
// W4: a market record.
export const SIZE: u32 = 80;

// @ts-ignore: decorator
@inline
export function id(p: u32): u16 {
  return load<u16>(p, 0);
}

// @ts-ignore: decorator
@inline
export function tickBits(p: u32): u8 {
  return load<u8>(p, 2);
}

// @ts-ignore: decorator
@inline
export function status(p: u32): u8 {
  return load<u8>(p, 3);
}

// @ts-ignore: decorator
@inline
export function unit(p: u32): u32 {
  return load<u32>(p, 4);
}

// @ts-ignore: decorator
@inline
export function imfPpm(p: u32): u32 {
  return load<u32>(p, 8);
}

// @ts-ignore: decorator
@inline
export function mmfPpm(p: u32): u32 {
  return load<u32>(p, 12);
}

// @ts-ignore: decorator
@inline
export function makerFeePpm(p: u32): i32 {
  return load<i32>(p, 16);
}

// @ts-ignore: decorator
@inline
export function takerFeePpm(p: u32): u32 {
  return load<u32>(p, 20);
}

// @ts-ignore: decorator
@inline
export function maxPositionLots(p: u32): u32 {
  return load<u32>(p, 24);
}

// @ts-ignore: decorator
@inline
export function markBandPpm(p: u32): u32 {
  return load<u32>(p, 28);
}

// @ts-ignore: decorator
@inline
export function priceBandPpm(p: u32): u32 {
  return load<u32>(p, 32);
}

// @ts-ignore: decorator
@inline
export function impactNotional(p: u32): u64 {
  return load<u64>(p, 36);
}

// @ts-ignore: decorator
@inline
export function minNotional(p: u32): u64 {
  return load<u64>(p, 44);
}

// @ts-ignore: decorator
@inline
export function liquidationFeePpm(p: u32): u32 {
  return load<u32>(p, 52);
}

// @ts-ignore: decorator
@inline
export function symbolAddress(p: u32): u32 {
  return p + 56;
}

// @ts-ignore: decorator
@inline
export function priceDecimals(p: u32): u8 {
  return load<u8>(p, 68);
}

// @ts-ignore: decorator
@inline
export function sizeDecimals(p: u32): u8 {
  return load<u8>(p, 69);
}

// @ts-ignore: decorator
@inline
export function reservedAddress(p: u32): u32 {
  return p + 70;
}
