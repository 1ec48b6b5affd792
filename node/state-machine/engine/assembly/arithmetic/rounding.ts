import { mulDivDown, mulDivUp } from "./wide";

const PPM: u64 = 1_000_000;

// @ts-expect-error: decorator
@inline
export function magnitude(value: i64): u64 {
  return <u64>(value < 0 ? -value : value);
}

// @ts-expect-error: decorator
@inline
export function max64(a: i64, b: i64): i64 {
  return a > b ? a : b;
}

// @ts-expect-error: decorator
@inline
export function min64(a: i64, b: i64): i64 {
  return a < b ? a : b;
}

/** ceil(amount * ppm / 10^6) of amounts below 2^62: what the house charges or requires. */
// @ts-expect-error: decorator
@inline
export function ppmUp(amount: u64, ppm: u64): u64 {
  // amount < 2^43 and ppm < 2^20: the product fits 64 bits with room for the rounding term.
  if (((amount >> 43) | (ppm >> 20)) === 0) return (amount * ppm + (PPM - 1)) / PPM;
  return mulDivUp(amount, ppm, PPM);
}

/** floor(amount * ppm / 10^6): what the house grants. */
// @ts-expect-error: decorator
@inline
export function ppmDown(amount: u64, ppm: u64): u64 {
  if (((amount >> 43) | (ppm >> 20)) === 0) return (amount * ppm) / PPM;
  return mulDivDown(amount, ppm, PPM);
}

/** ceil(a * b / c) of a signed product: toward plus infinity. `b` signed too, c > 0. */
export function signedMulDivUp(a: i64, b: i64, c: u64): i64 {
  if ((a < 0) === (b < 0)) return <i64>mulDivUp(magnitude(a), magnitude(b), c);
  return -<i64>mulDivDown(magnitude(a), magnitude(b), c);
}

/** floor(a / b) toward minus infinity, b > 0. */
export function divFloor(a: i64, b: i64): i64 {
  const quotient = a / b;
  return quotient * b > a ? quotient - 1 : quotient;
}

/** The middle one of three. */
export function median3(a: i64, b: i64, c: i64): i64 {
  return max64(min64(a, b), min64(max64(a, b), c));
}
