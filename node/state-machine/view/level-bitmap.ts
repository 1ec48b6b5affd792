/**
 * Which price levels of a market hold orders: the engine's four bitmaps (`engine/assembly/book/bitmap.ts`), each bit of one telling
 * whether a 64-bit word of the one below is not zero. Words are read as two halves: no BigInt per step.
 */
import type { MarketRecord } from "../layout/generated.ts";

type Maps = readonly [number, number, number, number];

function mapsOf(market: MarketRecord): Maps {
  return [market.bitmap0, market.bitmap1, market.bitmap2, market.bitmap3];
}

const WORD_BYTES = 8;
const HALF = 32;
/** Tick bits that the three lower bitmaps spend before the last: 6 each. */
const SHIFT = 6;

/** The lowest set bit of word `index` at or above `from`, or -1. */
function lowestBit(memory: DataView, map: number, index: number, from: number): number {
  for (let half = from < HALF ? 0 : 1; half < 2; half++) {
    const mask = from > half * HALF ? (0xffff_ffff << (from - half * HALF)) >>> 0 : 0xffff_ffff;
    const bits = (memory.getUint32(map + index * WORD_BYTES + half * 4, true) & mask) >>> 0;
    if (bits !== 0) return half * HALF + 31 - Math.clz32(bits & -bits);
  }
  return -1;
}

/** The highest set bit of word `index` at or below `from`, or -1. */
function highestBit(memory: DataView, map: number, index: number, from: number): number {
  for (let half = from < HALF ? 0 : 1; half >= 0; half--) {
    const top = Math.min(31, from - half * HALF);
    const bits =
      (memory.getUint32(map + index * WORD_BYTES + half * 4, true) & (0xffff_ffff >>> (31 - top))) >>> 0;
    if (bits !== 0) return half * HALF + 31 - Math.clz32(bits);
  }
  return -1;
}

/** Goes down from bit `place` of map `height` to the first (or last) level below it. */
function descend(memory: DataView, maps: Maps, height: number, place: number, rising: boolean): number {
  let found = place;
  for (let map = height - 1; map >= 0; map--) {
    const bit = rising ? lowestBit(memory, maps[map]!, found, 0) : highestBit(memory, maps[map]!, found, 63);
    found = found * 64 + bit;
  }
  return found;
}

/** The lowest level above `level` that holds orders, or 0. At most seven words are read. */
export function nextAbove(memory: DataView, market: MarketRecord, level: number): number {
  const maps = mapsOf(market);
  for (let height = 0, place = level; height < maps.length; height++, place >>= SHIFT) {
    const bit = place % 64 === 63 ? -1 : lowestBit(memory, maps[height]!, place >> SHIFT, (place % 64) + 1);
    if (bit >= 0) return descend(memory, maps, height, (place >> SHIFT) * 64 + bit, true);
  }
  return 0;
}

/** The highest level below `level` that holds orders, or 0. */
export function nextBelow(memory: DataView, market: MarketRecord, level: number): number {
  const maps = mapsOf(market);
  for (let height = 0, place = level; height < maps.length; height++, place >>= SHIFT) {
    const bit = place % 64 === 0 ? -1 : highestBit(memory, maps[height]!, place >> SHIFT, (place % 64) - 1);
    if (bit >= 0) return descend(memory, maps, height, (place >> SHIFT) * 64 + bit, false);
  }
  return 0;
}
