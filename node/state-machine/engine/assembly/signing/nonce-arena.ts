import * as header from "../generated/header";
import { NONCE_PAST_MS } from "../generated/limits";
import * as noncePage from "../generated/noncePage";
import * as signer from "../generated/signer";
import * as work from "../generated/work";
import { lastOf } from "./nonce-page";

/** Full pages that are looked at for one whose nonces have left the window. */
const LOOKS: u32 = 8;

/**
 * A page for somebody to fill: a freed one, one never used, or, when every page is in use, the lowest of a signer that the
 * hand comes to, whose floor rises to the page's last nonce (B5). So nobody who fills the arena keeps anybody out: the hand passes
 * each page once in 2^20 claims, and a signer's newest nonces need no page.
 */
export function claimPage(): u32 {
  const free = header.freeNoncePage();
  if (free !== 0) {
    header.setFreeNoncePage(noncePage.higher(noncePage.at(free)));
    return free;
  }
  const top = header.noncePageTop();
  if (top < noncePage.CAPACITY) {
    header.setNoncePageTop(top + 1);
    return top;
  }
  const owner = signer.at(noncePage.owner(noncePage.at(nextInUse())));
  signer.setNonceFloor(owner, lastOf(noncePage.at(signer.lowPage(owner))));
  return unlinkLowest(owner);
}

/** Moves the hand to a page whose owner's lowest is out of the window, or by eight. */
function nextInUse(): u32 {
  const cutoff = <i64>work.timestamp() - <i64>NONCE_PAST_MS;
  let hand = header.nonceHand();
  for (let look: u32 = 0; look < LOOKS; look++) {
    hand = hand + 1 < noncePage.CAPACITY ? hand + 1 : 1;
    const owner = signer.at(noncePage.owner(noncePage.at(hand)));
    if (<i64>lastOf(noncePage.at(signer.lowPage(owner))) <= cutoff) break;
  }
  header.setNonceHand(hand);
  return hand;
}

/** Takes the signer's lowest page, with all that it keeps, off its chain. */
export function unlinkLowest(s: u32): u32 {
  const slot = signer.lowPage(s);
  const p = noncePage.at(slot);
  const next = noncePage.higher(p);
  signer.setLowPage(s, next);
  if (next === 0) signer.setHighPage(s, 0);
  else noncePage.setLower(noncePage.at(next), 0);
  signer.setNonceCount(s, signer.nonceCount(s) - noncePage.count(p));
  return slot;
}

/** Gives a page back that is in no chain. */
export function freePage(slot: u32): void {
  noncePage.setHigher(noncePage.at(slot), header.freeNoncePage());
  header.setFreeNoncePage(slot);
}

/** Gives the signer's pages up to `last` back, however many there are, with the `count` nonces that they keep. */
export function freeLow(s: u32, last: u32, count: u32): void {
  const p = noncePage.at(last);
  const next = noncePage.higher(p);
  noncePage.setHigher(p, header.freeNoncePage());
  header.setFreeNoncePage(signer.lowPage(s));
  signer.setLowPage(s, next);
  if (next === 0) signer.setHighPage(s, 0);
  else noncePage.setLower(noncePage.at(next), 0);
  signer.setNonceCount(s, signer.nonceCount(s) - <u16>count);
}
