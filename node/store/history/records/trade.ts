/** A trade as its market sees it: 28 bytes from the fill, and back to an entry. */
import { fillLayout } from "../../../state-machine/layout/generated.ts";
import type { TradeEntry } from "../entries.ts";
import { copyWide } from "./wide.ts";

/** `flags`: bit 0 the taker bought, bit 1 a liquidation. */
export const tradeLayout = {
  size: 28,
  offset: { tradeId: 0, price: 8, lots: 12, flags: 16, buyer: 20, seller: 24 },
} as const;

const BUY = 1;
const LIQUIDATION = 2;

const OUT = tradeLayout.offset;
const FILL = fillLayout.offset;

/** Writes the record of the fill at `at`. */
export function writeTrade(events: DataView, at: number, out: DataView, to: number): void {
  copyWide(events, at + FILL.sequence, out, to + OUT.tradeId);
  out.setUint32(to + OUT.price, events.getUint32(at + FILL.price, true), true);
  out.setUint32(to + OUT.lots, events.getUint32(at + FILL.lots, true), true);
  const isLiquidation = events.getUint8(at + FILL.liquidation) !== 0;
  const isBuy = events.getUint8(at + FILL.takerIsBuy) === 1;
  const taker = events.getUint32(at + FILL.takerAccount, true);
  const maker = events.getUint32(at + FILL.makerAccount, true);
  out.setUint32(to + OUT.buyer, isBuy ? taker : maker, true);
  out.setUint32(to + OUT.seller, isBuy ? maker : taker, true);
  out.setUint32(to + OUT.flags, (isBuy ? BUY : 0) | (isLiquidation ? LIQUIDATION : 0), true);
}

/** The entry of the record at `at`, of `market`. */
export function readTrade(
  view: DataView,
  at: number,
  entry: Pick<TradeEntry, "block" | "index" | "time" | "market">,
): TradeEntry {
  const flags = view.getUint32(at + OUT.flags, true);
  return {
    ...entry,
    tradeId: view.getBigUint64(at + OUT.tradeId, true),
    isBuy: (flags & BUY) !== 0,
    price: view.getUint32(at + OUT.price, true),
    lots: view.getUint32(at + OUT.lots, true),
    buyer: view.getUint32(at + OUT.buyer, true),
    seller: view.getUint32(at + OUT.seller, true),
    liquidation: (flags & LIQUIDATION) !== 0,
  };
}
