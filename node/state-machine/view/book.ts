/** A market's book, aggregated by price. */
import { levelLayout, type MarketRecord, orderLayout, readLevel } from "../layout/generated.ts";
import { nextAbove, nextBelow } from "./level-bitmap.ts";

export interface BookLevel {
  /** Ticks. */
  readonly price: number;
  readonly lots: bigint;
  readonly orders: number;
}

export interface Book {
  /** Best (highest) first. */
  readonly bids: readonly BookLevel[];
  /** Best (lowest) first. */
  readonly asks: readonly BookLevel[];
}

function ordersFrom(memory: DataView, head: number): number {
  let count = 0;
  for (let slot = head; slot !== 0; count++) {
    slot = memory.getUint32(orderLayout.base + slot * orderLayout.size + orderLayout.offset.next, true);
  }
  return count;
}

function walk(
  memory: DataView,
  market: MarketRecord,
  best: number,
  depth: number,
  next: (memory: DataView, market: MarketRecord, level: number) => number,
): BookLevel[] {
  const levels: BookLevel[] = [];
  for (let price = best; price !== 0 && levels.length < depth; price = next(memory, market, price)) {
    const { head, lots } = readLevel(memory, market.levels + price * levelLayout.size);
    levels.push({ price, lots, orders: ordersFrom(memory, head) });
  }
  return levels;
}

/** At most `depth` levels a side. Work: those levels and their orders. */
export function readBook(memory: DataView, market: MarketRecord, depth: number): Book {
  // Both sides share the bitmaps: bids end where they began, below the asks.
  return {
    bids: walk(memory, market, market.bestBid, depth, nextBelow),
    asks: walk(memory, market, market.bestAsk, depth, nextAbove),
  };
}
