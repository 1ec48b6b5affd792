/** A market's book, aggregated by price. */
import { headerLayout, type MarketRecord, names, orderLayout } from "../layout/generated.ts";

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

/** At most `depth` levels a side. */
export function readBook(memory: DataView, market: MarketRecord, depth: number): Book {
  const sides = { bids: new Map<number, BookLevel>(), asks: new Map<number, BookLevel>() };
  const top = memory.getUint32(headerLayout.base + headerLayout.offset.orderTop, true);
  for (let slot = 1; slot < top; slot++) {
    const at = orderLayout.base + slot * orderLayout.size;
    const lots = memory.getUint32(at + orderLayout.offset.lots, true);
    if (lots === 0 || memory.getUint16(at + orderLayout.offset.market, true) !== market.id) continue;
    const isBuy = (memory.getUint8(at + orderLayout.offset.flags) & names.FLAG_BUY) !== 0;
    const price = memory.getUint32(at + orderLayout.offset.price, true);
    const side = isBuy ? sides.bids : sides.asks;
    const level = side.get(price) ?? { price, lots: 0n, orders: 0 };
    side.set(price, { price, lots: level.lots + BigInt(lots), orders: level.orders + 1 });
  }
  const bids = [...sides.bids.values()].sort((a, b) => b.price - a.price).slice(0, depth);
  const asks = [...sides.asks.values()].sort((a, b) => a.price - b.price).slice(0, depth);
  return { bids, asks };
}
