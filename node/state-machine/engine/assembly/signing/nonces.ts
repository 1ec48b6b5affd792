import { NONCE_OUT_OF_WINDOW, NONCE_TOO_LOW, NONCE_USED, OK } from "../generated/codes";
import {
  NEWEST_NONCES,
  NONCE_FUTURE_MS,
  NONCE_PAST_MS,
  NONCES_DROPPED,
  NONCES_KEPT,
  NONCES_SPILLED,
} from "../generated/limits";
import * as noncePage from "../generated/noncePage";
import * as signer from "../generated/signer";
import * as work from "../generated/work";
import { claimPage, freeLow, freePage } from "./nonce-arena";
import { dropLowest, dropUpTo, openAbove, pageFor, split } from "./nonce-chain";
import { append, baseFor, fits, holds, insert, lastOf, roomAbove, takes } from "./nonce-page";

/**
 * Rule B5: accepts `nonce` for the signer, or says why not. The newest twelve lie in its record in ascending order, as 32-bit
 * differences to a base; when those are full the lowest eight move to pages. At most one page is searched, at most 38 are
 * walked.
 */
export function acceptNonce(s: u32, nonce: u64): u32 {
  const now = <i64>work.timestamp();
  const cutoff = now - <i64>NONCE_PAST_MS;
  if (<i64>nonce <= cutoff || <i64>nonce >= now + <i64>NONCE_FUTURE_MS) return NONCE_OUT_OF_WINDOW;
  if (nonce <= signer.nonceFloor(s)) return NONCE_TOO_LOW;
  let place = <u32>signer.newestCount(s);
  while (place > 0) {
    const kept = newestAt(s, place - 1);
    if (kept === nonce) return NONCE_USED;
    if (kept < nonce) break;
    place--;
  }
  const high = signer.highPage(s);
  if (place === 0 && high !== 0 && nonce <= lastOf(noncePage.at(high))) return keepBelow(s, nonce, cutoff);
  keepNewest(s, nonce, place, cutoff);
  return OK;
}

// @ts-expect-error: decorator
@inline
function newestAt(s: u32, place: u32): u64 {
  return signer.nonceBase(s) + signer.newest(s, place);
}

/** Puts the nonce behind the first `place` of the newest, and moves the lowest of them on when they are full. */
function keepNewest(s: u32, nonce: u64, place: u32, cutoff: i64): void {
  let count = <u32>signer.newestCount(s);
  if (count > 0 && <i64>newestAt(s, 0) <= cutoff) {
    const stale = dropStale(s, count, cutoff);
    count -= stale;
    place -= stale;
  }
  if (count === 0 || (nonce - signer.nonceBase(s)) >> 32 !== 0) rebase(s, nonce, count);
  for (let i = count; i > place; i--) signer.setNewest(s, i, signer.newest(s, i - 1));
  signer.setNewest(s, place, <u32>(nonce - signer.nonceBase(s)));
  signer.setNewestCount(s, <u8>(count + 1));
  signer.setNonceCount(s, signer.nonceCount(s) + 1);
  if (count + 1 === NEWEST_NONCES) spill(s);
  dropExcess(s, cutoff);
}

/** Forgets the newest that have left the window, of which there is one at least, and so every page, all of which lie below; returns their count. */
function dropStale(s: u32, count: u32, cutoff: i64): u32 {
  let stale: u32 = 1;
  while (stale < count && <i64>newestAt(s, stale) <= cutoff) stale++;
  for (let i = stale; i < count; i++) signer.setNewest(s, i - stale, signer.newest(s, i));
  const high = signer.highPage(s);
  if (high !== 0) freeLow(s, high, <u32>signer.nonceCount(s) - count);
  signer.setNonceCount(s, <u16>(count - stale));
  return stale;
}

/** Chooses a base that puts `nonce` in the middle of the range: the others lie within days of it. */
function rebase(s: u32, nonce: u64, count: u32): void {
  const base = baseFor(nonce);
  const shift = <u32>(base - signer.nonceBase(s));
  for (let i: u32 = 0; i < count; i++) signer.setNewest(s, i, signer.newest(s, i) - shift);
  signer.setNonceBase(s, base);
}

/** Moves the lowest eight of the newest to the highest page, or to one above it. */
function spill(s: u32): void {
  const top = newestAt(s, NONCES_SPILLED - 1);
  let slot = signer.highPage(s);
  if (slot === 0 || roomAbove(noncePage.at(slot)) < NONCES_SPILLED || !fits(noncePage.at(slot), top)) {
    slot = claimPage();
    openAbove(s, signer.highPage(s), slot, top);
  }
  for (let i: u32 = 0; i < NONCES_SPILLED; i++) append(noncePage.at(slot), newestAt(s, i));
  for (let i: u32 = NONCES_SPILLED; i < NEWEST_NONCES; i++)
    signer.setNewest(s, i - NONCES_SPILLED, signer.newest(s, i));
  signer.setNewestCount(s, <u8>(NEWEST_NONCES - NONCES_SPILLED));
}

/** Keeps a nonce that lies among those of the pages. */
function keepBelow(s: u32, nonce: u64, cutoff: i64): u32 {
  let slot = pageFor(s, nonce);
  if (holds(noncePage.at(slot), nonce)) return NONCE_USED;
  if (!takes(noncePage.at(slot), nonce)) {
    const fresh = claimPage();
    // Where every page is in use, the signer's own lowest may have given way: what lay below the floor then is kept by the floor.
    if (nonce <= signer.nonceFloor(s)) {
      freePage(fresh);
      return OK;
    }
    slot = roomFor(s, nonce, fresh);
  }
  insert(noncePage.at(slot), nonce);
  signer.setNonceCount(s, signer.nonceCount(s) + 1);
  dropExcess(s, cutoff);
  return OK;
}

/** The page that takes the nonce, with the help of an unused one. */
function roomFor(s: u32, nonce: u64, fresh: u32): u32 {
  const slot = pageFor(s, nonce);
  if (slot !== 0 && nonce <= lastOf(noncePage.at(slot))) return split(s, slot, fresh, nonce);
  openAbove(s, slot, fresh, nonce);
  return fresh;
}

/** When too many are kept those go that left the window, or else the lowest sixteen, above which the floor rises. */
function dropExcess(s: u32, cutoff: i64): void {
  if (<u32>signer.nonceCount(s) < NONCES_KEPT + NONCES_DROPPED) return;
  dropUpTo(s, cutoff);
  if (<u32>signer.nonceCount(s) < NONCES_KEPT + NONCES_DROPPED) return;
  signer.setNonceFloor(s, dropLowest(s, NONCES_DROPPED));
}
