/** One side of a trade or of a deleveraging, as its account sees it: 52 bytes from the event, and back to an entry. */
import { deleveragingLayout, eventKind, fillLayout } from "../../../state-machine/layout/generated.ts";
import type { FillEntry } from "../entries.ts";
import { copyWide } from "./wide.ts";

/** `flags`: bit 0 buy, bit 1 taker, from bit 2 an index into {@link KINDS}. */
export const fillRecordLayout = {
  size: 52,
  offset: {
    market: 0,
    flags: 2,
    tradeId: 4,
    orderId: 12,
    price: 20,
    lots: 24,
    fee: 28,
    pnl: 36,
    position: 44,
  },
} as const;

const KINDS = ["trade", "liquidation", "deleveraging"] as const;
const LIQUIDATION = 1;
const DELEVERAGING = 2;
const BUY = 1;
const TAKER = 2;
const KIND_SHIFT = 2;

const OUT = fillRecordLayout.offset;
const FILL = fillLayout.offset;
const CLOSING = deleveragingLayout.offset;

/** Side of the order that crossed the book, or of the liquidated account. */
export const TAKER_SIDE = 0;
/** The other side. */
export const MAKER_SIDE = 1;

/** Writes the record of one side of the event at `at`, a fill or a deleveraging. */
export function writeFill(events: DataView, at: number, side: number, out: DataView, to: number): void {
  if (events.getUint16(at, true) === eventKind.FILL) writeTraded(events, at, side, out, to);
  else writeDeleveraged(events, at, side, out, to);
}

function writeTraded(events: DataView, at: number, side: number, out: DataView, to: number): void {
  const isTaker = side === TAKER_SIDE;
  const takerIsBuy = events.getUint8(at + FILL.takerIsBuy) === 1;
  const kind = events.getUint8(at + FILL.liquidation) === 0 ? 0 : LIQUIDATION;
  const flags = (takerIsBuy === isTaker ? BUY : 0) | (isTaker ? TAKER : 0) | (kind << KIND_SHIFT);
  out.setUint16(to + OUT.market, events.getUint16(at + FILL.market, true), true);
  out.setUint16(to + OUT.flags, flags, true);
  copyWide(events, at + FILL.sequence, out, to + OUT.tradeId);
  copyWide(events, at + (isTaker ? FILL.takerOrderId : FILL.makerOrderId), out, to + OUT.orderId);
  out.setUint32(to + OUT.price, events.getUint32(at + FILL.price, true), true);
  out.setUint32(to + OUT.lots, events.getUint32(at + FILL.lots, true), true);
  copyWide(events, at + (isTaker ? FILL.takerFee : FILL.makerFee), out, to + OUT.fee);
  copyWide(events, at + (isTaker ? FILL.takerPnl : FILL.makerPnl), out, to + OUT.pnl);
  copyWide(events, at + (isTaker ? FILL.takerSize : FILL.makerSize), out, to + OUT.position);
}

function writeDeleveraged(events: DataView, at: number, side: number, out: DataView, to: number): void {
  const isTaker = side === TAKER_SIDE;
  const accountIsBuy = events.getUint8(at + CLOSING.accountIsBuy) === 1;
  const flags = (accountIsBuy === isTaker ? BUY : 0) | (isTaker ? TAKER : 0) | (DELEVERAGING << KIND_SHIFT);
  out.setUint16(to + OUT.market, events.getUint16(at + CLOSING.market, true), true);
  out.setUint16(to + OUT.flags, flags, true);
  for (const zero of [OUT.tradeId, OUT.orderId, OUT.fee]) out.setBigUint64(to + zero, 0n);
  out.setUint32(to + OUT.price, events.getUint32(at + CLOSING.price, true), true);
  out.setUint32(to + OUT.lots, events.getUint32(at + CLOSING.lots, true), true);
  copyWide(events, at + (isTaker ? CLOSING.accountPnl : CLOSING.counterpartyPnl), out, to + OUT.pnl);
  copyWide(events, at + (isTaker ? CLOSING.accountSize : CLOSING.counterpartySize), out, to + OUT.position);
}

/** The entry of the record at `at`, of `account`. */
export function readFillRecord(
  view: DataView,
  at: number,
  entry: Pick<FillEntry, "block" | "index" | "time" | "account">,
): FillEntry {
  const flags = view.getUint16(at + OUT.flags, true);
  return {
    ...entry,
    market: view.getUint16(at + OUT.market, true),
    tradeId: view.getBigUint64(at + OUT.tradeId, true),
    orderId: view.getBigUint64(at + OUT.orderId, true),
    isBuy: (flags & BUY) !== 0,
    price: view.getUint32(at + OUT.price, true),
    lots: view.getUint32(at + OUT.lots, true),
    fee: view.getBigInt64(at + OUT.fee, true),
    pnl: view.getBigInt64(at + OUT.pnl, true),
    size: view.getBigInt64(at + OUT.position, true),
    isTaker: (flags & TAKER) !== 0,
    kind: KINDS[flags >> KIND_SHIFT]!,
  };
}
