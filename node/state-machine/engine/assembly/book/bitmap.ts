import * as bitmapWord from "../generated/bitmapWord";
import * as market from "../generated/market";

/**
 * Which levels of a market hold orders: four levels of 64-bit words, so that the next level up or down is found in at
 * most seven word reads. Bids and asks share it.
 */

// @ts-expect-error: decorator
@inline
function wordAt(bitmap: u32, index: u32): u32 {
  return bitmap + ((index >> 6) << 3);
}

/** Sets the bit of `level`; returns whether its word was empty before. */
// @ts-expect-error: decorator
@inline
function setBit(bitmap: u32, level: u32): bool {
  const word = wordAt(bitmap, level);
  const before = bitmapWord.bits(word);
  bitmapWord.setBits(word, before | (<u64>1 << (level & 63)));
  return before === 0;
}

/** Clears the bit of `level`; returns whether its word is empty now. */
// @ts-expect-error: decorator
@inline
function clearBit(bitmap: u32, level: u32): bool {
  const word = wordAt(bitmap, level);
  const after = bitmapWord.bits(word) & ~(<u64>1 << (level & 63));
  bitmapWord.setBits(word, after);
  return after === 0;
}

export function markLevel(m: u32, level: u32): void {
  if (!setBit(market.bitmap0(m), level)) return;
  if (!setBit(market.bitmap1(m), level >> 6)) return;
  if (setBit(market.bitmap2(m), level >> 12)) setBit(market.bitmap3(m), level >> 18);
}

export function unmarkLevel(m: u32, level: u32): void {
  if (!clearBit(market.bitmap0(m), level)) return;
  if (!clearBit(market.bitmap1(m), level >> 6)) return;
  if (clearBit(market.bitmap2(m), level >> 12)) clearBit(market.bitmap3(m), level >> 18);
}

/** The lowest non-empty level above `level`, or 0. */
export function nextAbove(m: u32, level: u32): u32 {
  let place = above(market.bitmap0(m), level);
  if (place !== NONE) return place;
  place = above(market.bitmap1(m), level >> 6);
  if (place === NONE) {
    place = above(market.bitmap2(m), level >> 12);
    if (place === NONE) {
      place = above(market.bitmap3(m), level >> 18);
      if (place === NONE) return 0;
      place = lowest(market.bitmap2(m), place);
    }
    place = lowest(market.bitmap1(m), place);
  }
  return lowest(market.bitmap0(m), place);
}

/** The highest non-empty level below `level`, or 0. */
export function nextBelow(m: u32, level: u32): u32 {
  let place = below(market.bitmap0(m), level);
  if (place !== NONE) return place;
  place = below(market.bitmap1(m), level >> 6);
  if (place === NONE) {
    place = below(market.bitmap2(m), level >> 12);
    if (place === NONE) {
      place = below(market.bitmap3(m), level >> 18);
      if (place === NONE) return 0;
      place = highest(market.bitmap2(m), place);
    }
    place = highest(market.bitmap1(m), place);
  }
  return highest(market.bitmap0(m), place);
}

const NONE: u32 = 0xffff_ffff;

/** The next set bit after `index` in its own word. */
// @ts-expect-error: decorator
@inline
function above(bitmap: u32, index: u32): u32 {
  const bit = index & 63;
  if (bit === 63) return NONE;
  const rest = bitmapWord.bits(wordAt(bitmap, index)) >> (bit + 1);
  return rest === 0 ? NONE : index + 1 + <u32>ctz(rest);
}

// @ts-expect-error: decorator
@inline
function below(bitmap: u32, index: u32): u32 {
  const bit = index & 63;
  const rest = bitmapWord.bits(wordAt(bitmap, index)) & ((<u64>1 << bit) - 1);
  return rest === 0 ? NONE : (index & ~63) + 63 - <u32>clz(rest);
}

// @ts-expect-error: decorator
@inline
function lowest(bitmap: u32, word: u32): u32 {
  return (word << 6) + <u32>ctz(bitmapWord.bits(bitmap + (word << 3)));
}

// @ts-expect-error: decorator
@inline
function highest(bitmap: u32, word: u32): u32 {
  return (word << 6) + 63 - <u32>clz(bitmapWord.bits(bitmap + (word << 3)));
}
