import * as noncePage from "../generated/noncePage";
import * as signer from "../generated/signer";
import { freeLow, freePage, unlinkLowest } from "./nonce-arena";
import { baseFor, firstOf, lastOf, moveHalf, nonceAt } from "./nonce-page";

/** The pages of one signer, ascending. A page that was split is half full, so 1,040 nonces lie in 38 pages at most. */

/** Slot of the page where the nonce belongs: the highest that begins at or below it, else the lowest; 0 = there are none. */
export function pageFor(s: u32, nonce: u64): u32 {
  let slot = signer.highPage(s);
  while (slot !== 0) {
    const p = noncePage.at(slot);
    const lower = noncePage.lower(p);
    if (lower === 0 || firstOf(p) <= nonce) break;
    slot = lower;
  }
  return slot;
}

/** Makes `fresh` an empty page for nonces about `nonce`, above `below` (0 = the signer has no page). */
export function openAbove(s: u32, below: u32, fresh: u32, nonce: u64): void {
  const p = noncePage.at(fresh);
  const above = below === 0 ? 0 : noncePage.higher(noncePage.at(below));
  noncePage.setOwner(p, signer.indexOf(s));
  noncePage.setLower(p, below);
  noncePage.setHigher(p, above);
  noncePage.setFirst(p, 0);
  noncePage.setCount(p, 0);
  noncePage.setBase(p, baseFor(nonce));
  if (below === 0) signer.setLowPage(s, fresh);
  else noncePage.setHigher(noncePage.at(below), fresh);
  if (above === 0) signer.setHighPage(s, fresh);
  else noncePage.setLower(noncePage.at(above), fresh);
}

/** Moves the upper half of a full page to `fresh` above it; returns which of the two the nonce belongs to. */
export function split(s: u32, slot: u32, fresh: u32, nonce: u64): u32 {
  openAbove(s, slot, fresh, nonce);
  moveHalf(noncePage.at(slot), noncePage.at(fresh));
  return nonce < firstOf(noncePage.at(fresh)) ? slot : fresh;
}

/** Forgets what left the window at the low end, whole pages first. */
export function dropUpTo(s: u32, cutoff: i64): void {
  let slot = signer.lowPage(s);
  let last: u32 = 0;
  let dropped: u32 = 0;
  while (slot !== 0 && <i64>lastOf(noncePage.at(slot)) <= cutoff) {
    last = slot;
    dropped += noncePage.count(noncePage.at(slot));
    slot = noncePage.higher(noncePage.at(slot));
  }
  if (last !== 0) freeLow(s, last, dropped);
  if (slot === 0) return;
  const p = noncePage.at(slot);
  let stale: u32 = 0;
  while (<i64>nonceAt(p, noncePage.first(p) + stale) <= cutoff) stale++;
  if (stale > 0) shorten(s, p, stale);
}

/** Forgets the `count` lowest; returns the last of them. */
export function dropLowest(s: u32, count: u32): u64 {
  let last: u64 = 0;
  while (count > 0) {
    const p = noncePage.at(signer.lowPage(s));
    const held = <u32>noncePage.count(p);
    if (held > count) {
      last = nonceAt(p, noncePage.first(p) + count - 1);
      shorten(s, p, count);
      return last;
    }
    last = lastOf(p);
    count -= held;
    freePage(unlinkLowest(s));
  }
  return last;
}

/** Takes `count` of its nonces, fewer than it holds, off the low end of a page. */
function shorten(s: u32, p: u32, count: u32): void {
  noncePage.setFirst(p, noncePage.first(p) + <u16>count);
  noncePage.setCount(p, noncePage.count(p) - <u16>count);
  signer.setNonceCount(s, signer.nonceCount(s) - <u16>count);
}
