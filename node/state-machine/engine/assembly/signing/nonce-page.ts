import { PAGE_NONCES } from "../generated/limits";
import * as noncePage from "../generated/noncePage";

/** One page of nonces: ascending in `first..first + count`, as 32-bit differences to its base. `p` = its address. */

/** A base lies 2^31 ms (24 days) below the nonce it is chosen for, so that what is kept with it lies above, and fits for as long. */
export const HALF_RANGE: u64 = 0x8000_0000;

// @ts-expect-error: decorator
@inline
export function baseFor(nonce: u64): u64 {
  return nonce > HALF_RANGE ? nonce - HALF_RANGE : 0;
}

// @ts-expect-error: decorator
@inline
export function nonceAt(p: u32, place: u32): u64 {
  return noncePage.base(p) + noncePage.nonces(p, place);
}

// @ts-expect-error: decorator
@inline
export function firstOf(p: u32): u64 {
  return nonceAt(p, noncePage.first(p));
}

// @ts-expect-error: decorator
@inline
export function lastOf(p: u32): u64 {
  return nonceAt(p, endOf(p) - 1);
}

// @ts-expect-error: decorator
@inline
function endOf(p: u32): u32 {
  return <u32>noncePage.first(p) + noncePage.count(p);
}

/** Places behind the last nonce. */
// @ts-expect-error: decorator
@inline
export function roomAbove(p: u32): u32 {
  return PAGE_NONCES - endOf(p);
}

/** Whether one more can be put anywhere into the page. */
// @ts-expect-error: decorator
@inline
export function takes(p: u32, nonce: u64): bool {
  return noncePage.count(p) < PAGE_NONCES && fits(p, nonce);
}

/** Whether the nonce is within the range of the page's differences. */
// @ts-expect-error: decorator
@inline
export function fits(p: u32, nonce: u64): bool {
  return (nonce - noncePage.base(p)) >> 32 === 0;
}

export function holds(p: u32, nonce: u64): bool {
  if (!fits(p, nonce)) return false;
  const value = <u32>(nonce - noncePage.base(p));
  const place = placeOf(p, value);
  return place > noncePage.first(p) && noncePage.nonces(p, place - 1) === value;
}

/** The place behind the highest nonce that is not above `value`. */
function placeOf(p: u32, value: u32): u32 {
  const first = <u32>noncePage.first(p);
  let place = endOf(p);
  while (place > first && noncePage.nonces(p, place - 1) > value) place--;
  return place;
}

/** Puts a nonce that the page takes and does not hold to its place. */
export function insert(p: u32, nonce: u64): void {
  const value = <u32>(nonce - noncePage.base(p));
  const place = placeOf(p, value);
  if (roomAbove(p) > 0) {
    for (let i = endOf(p); i > place; i--) noncePage.setNonces(p, i, noncePage.nonces(p, i - 1));
    noncePage.setNonces(p, place, value);
  } else {
    const first = <u32>noncePage.first(p) - 1;
    for (let i = first; i + 1 < place; i++) noncePage.setNonces(p, i, noncePage.nonces(p, i + 1));
    noncePage.setNonces(p, place - 1, value);
    noncePage.setFirst(p, <u16>first);
  }
  noncePage.setCount(p, noncePage.count(p) + 1);
}

/** Puts a nonce above all of the page's; there must be room. */
export function append(p: u32, nonce: u64): void {
  noncePage.setNonces(p, endOf(p), <u32>(nonce - noncePage.base(p)));
  noncePage.setCount(p, noncePage.count(p) + 1);
}

/** Moves the upper half of a full page to an empty one. */
export function moveHalf(from: u32, to: u32): void {
  const half = PAGE_NONCES / 2;
  noncePage.setBase(to, noncePage.base(from));
  for (let i: u32 = 0; i < half; i++) noncePage.setNonces(to, i, noncePage.nonces(from, half + i));
  noncePage.setCount(to, <u16>half);
  noncePage.setCount(from, <u16>half);
}
