/** Exact division of integers with the rounding in the name; the divisor is positive. */

/** Toward minus infinity. */
export function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** Toward plus infinity. */
export function ceilDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b > 0n ? quotient + 1n : quotient;
}

/** Toward zero. */
export const truncDiv = (a: bigint, b: bigint): bigint => a / b;

export const abs = (a: bigint): bigint => (a < 0n ? -a : a);
export const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
export const clamp = (a: bigint, low: bigint, high: bigint): bigint => max(low, min(a, high));

/** The middle one of three. */
export function median3(a: bigint, b: bigint, c: bigint): bigint {
  return max(min(a, b), min(max(a, b), c));
}
