import { NONCE_OUT_OF_WINDOW, NONCE_TOO_LOW, NONCE_USED, OK } from "../generated/codes";
import { NONCE_FUTURE_MS, NONCE_PAST_MS, NONCES_KEPT } from "../generated/limits";
import * as signer from "../generated/signer";
import * as work from "../generated/work";

/** Newest nonces are kept 2^31 ms above the base, so that 24 days of older ones fit below it in 32 bits. */
const HALF_RANGE: u64 = 0x8000_0000;
const MASK: u32 = NONCES_KEPT - 1;

/**
 * Rule B5: accepts `nonce` for the signer, or says why not. The kept nonces lie in a ring in ascending order, as 32-bit
 * differences to a base; anything too old for the base reads as the base, which no nonce in the window can equal.
 */
export function acceptNonce(s: u32, nonce: u64): u32 {
  const now = <i64>work.timestamp();
  if (<i64>nonce <= now - <i64>NONCE_PAST_MS || <i64>nonce >= now + <i64>NONCE_FUTURE_MS)
    return NONCE_OUT_OF_WINDOW;
  const count = <u32>signer.nonceCount(s);
  if (count === 0 || (nonce - signer.nonceBase(s)) >> 32 !== 0) rebase(s, nonce);
  const value = <u32>(nonce - signer.nonceBase(s));
  const head = <u32>signer.nonceHead(s);

  let place = count;
  while (place > 0) {
    const kept = signer.nonces(s, (head + place - 1) & MASK);
    if (kept === value) return NONCE_USED;
    if (kept < value) break;
    place--;
  }
  if (count < NONCES_KEPT) {
    insert(s, head, place, count, value);
    signer.setNonceCount(s, <u8>(count + 1));
    return OK;
  }
  if (place === 0) return NONCE_TOO_LOW;
  // The smallest leaves: the ring starts one later, so everything below `place` moves down by itself.
  insert(s, (head + 1) & MASK, place - 1, NONCES_KEPT - 1, value);
  signer.setNonceHead(s, <u8>((head + 1) & MASK));
  return OK;
}

/** Moves the ring entries `place..count-1` up by one and puts `value` at `place`. */
function insert(s: u32, head: u32, place: u32, count: u32, value: u32): void {
  for (let i = count; i > place; i--)
    signer.setNonces(s, (head + i) & MASK, signer.nonces(s, (head + i - 1) & MASK));
  signer.setNonces(s, (head + place) & MASK, value);
}

/** Chooses a base that puts `nonce` in the middle of the range; kept nonces below it become the base itself. */
function rebase(s: u32, nonce: u64): void {
  const base = nonce > HALF_RANGE ? nonce - HALF_RANGE : 0;
  const shift = base - signer.nonceBase(s);
  const count = <u32>signer.nonceCount(s);
  for (let i: u32 = 0; i < count; i++) {
    const kept = <u64>signer.nonces(s, i);
    signer.setNonces(s, i, kept > shift ? <u32>(kept - shift) : 0);
  }
  signer.setNonceBase(s, base);
}
