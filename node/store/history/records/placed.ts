/** A placed order: from its action and its receipt, or from its fills as a liquidation's, to 60 bytes, and back to an entry. Its client id lies elsewhere in the row. */
import { viewOf } from "../../../primitives/bytes.ts";
import type { ActionFields } from "../../../primitives/codec/action.ts";
import { TIMES_IN_FORCE } from "../../../primitives/codec/index.ts";
import { actionReceiptLayout, fillLayout, names } from "../../../state-machine/layout/generated.ts";
import type { PlacedEntry } from "../entries.ts";
import type { Place } from "./place.ts";
import { addWide, copyWide, setWide } from "./wide.ts";

const { FLAG_BUY, FLAG_CLIENT_ID, FLAG_MARKET, FLAG_REDUCE_ONLY } = names;

/** `market` as in the action or the events. `flags` as on the wire (W2); `origin` 1: a liquidation placed it. */
export const placedLayout = {
  size: 60,
  offset: {
    orderId: 0,
    index: 8,
    account: 12,
    price: 16,
    lots: 20,
    goodTill: 24,
    filledLots: 28,
    restingLots: 32,
    market: 36,
    code: 40,
    flags: 42,
    origin: 43,
    notional: 44,
    fee: 52,
  },
} as const;

const OUT = placedLayout.offset;
const RECEIPT = actionReceiptLayout.offset;
const FILL = fillLayout.offset;
const BY_LIQUIDATION = 1;
/** Immediate or cancel, only closing, and for a price that the events do not tell. */
const LIQUIDATION_FLAGS = (TIMES_IN_FORCE.indexOf("IOC") << 1) | FLAG_MARKET | FLAG_REDUCE_ONLY;

const NO_RECEIPT = viewOf(new Uint8Array(actionReceiptLayout.size));

/** What the receipts and the block say of a placed order. */
export interface PlacedSource {
  readonly events: DataView;
  /** Offset of its action receipt. */
  readonly at: number;
  /** Place of the receipt among the block's events. */
  readonly index: number;
  readonly account: number;
  readonly order: ActionFields;
}

/** Writes the record at `to`. */
export function writePlaced(source: PlacedSource, out: DataView, to: number): void {
  const { events, at, order } = source;
  copyWide(events, at + RECEIPT.orderId, out, to + OUT.orderId);
  out.setUint32(to + OUT.index, source.index, true);
  out.setUint32(to + OUT.account, source.account, true);
  out.setUint32(to + OUT.price, order.price, true);
  out.setUint32(to + OUT.lots, order.size, true);
  out.setUint32(to + OUT.goodTill, order.goodTill, true);
  out.setUint32(to + OUT.filledLots, events.getUint32(at + RECEIPT.filledLots, true), true);
  out.setUint32(to + OUT.restingLots, events.getUint32(at + RECEIPT.restingLots, true), true);
  out.setUint32(to + OUT.market, order.market, true);
  out.setUint16(to + OUT.code, events.getUint16(at + RECEIPT.code, true), true);
  copyWide(events, at + RECEIPT.filledNotional, out, to + OUT.notional);
  copyWide(events, at + RECEIPT.fee, out, to + OUT.fee);
  const flags =
    (order.isBuy ? FLAG_BUY : 0) |
    (order.timeInForce << 1) |
    (order.reduceOnly ? FLAG_REDUCE_ONLY : 0) |
    (order.clientIdAt < 0 ? 0 : FLAG_CLIENT_ID) |
    (order.isMarket ? FLAG_MARKET : 0);
  out.setUint8(to + OUT.flags, flags);
  out.setUint8(to + OUT.origin, 0);
}

/** Writes at `to` the record of an order that was refused with its whole transaction, for `code`. */
export function writeRefused(
  source: Pick<PlacedSource, "index" | "account" | "order"> & { readonly code: number },
  out: DataView,
  to: number,
): void {
  const { account, code, index, order } = source;
  writePlaced({ events: NO_RECEIPT, at: 0, index, account, order }, out, to);
  out.setUint16(to + OUT.code, code, true);
}

/** Begins at `to` the record of the order that took the fill at `at`, placed by a liquidation: the fill is its first. */
export function writeLiquidation(
  events: DataView,
  at: number,
  index: number,
  out: DataView,
  to: number,
): void {
  copyWide(events, at + FILL.takerOrderId, out, to + OUT.orderId);
  out.setUint32(to + OUT.index, index, true);
  out.setUint32(to + OUT.account, events.getUint32(at + FILL.takerAccount, true), true);
  for (const zero of [OUT.price, OUT.goodTill, OUT.filledLots, OUT.restingLots]) out.setUint32(to + zero, 0);
  const lots = events.getUint32(at + FILL.lots, true) + events.getUint32(at + FILL.takerRemainingLots, true);
  out.setUint32(to + OUT.lots, lots, true);
  out.setUint32(to + OUT.market, events.getUint16(at + FILL.market, true), true);
  out.setUint16(to + OUT.code, 0);
  out.setUint8(
    to + OUT.flags,
    LIQUIDATION_FLAGS | (events.getUint8(at + FILL.takerIsBuy) === 1 ? FLAG_BUY : 0),
  );
  out.setUint8(to + OUT.origin, BY_LIQUIDATION);
  setWide(out, to + OUT.notional, 0);
  setWide(out, to + OUT.fee, 0);
}

/** Adds the fill at `at` to the record at `to`, which {@link writeLiquidation} began. */
export function addLiquidationFill(events: DataView, at: number, out: DataView, to: number): void {
  const lots = out.getUint32(to + OUT.filledLots, true) + events.getUint32(at + FILL.lots, true);
  out.setUint32(to + OUT.filledLots, lots, true);
  addWide(events, at + FILL.notional, out, to + OUT.notional);
  addWide(events, at + FILL.takerFee, out, to + OUT.fee);
}

/** Whether the order of the record at `at` has a client id. */
export function hasClientId(view: DataView, at: number): boolean {
  return (view.getUint8(at + OUT.flags) & FLAG_CLIENT_ID) !== 0;
}

/** Whether the record at `at` is of the order that took the fill at `fillAt` of `events`. */
export function isTakerOf(view: DataView, at: number, events: DataView, fillAt: number): boolean {
  const idAt = fillAt + FILL.takerOrderId;
  return (
    view.getUint32(at + OUT.orderId, true) === events.getUint32(idAt, true) &&
    view.getUint32(at + OUT.orderId + 4, true) === events.getUint32(idAt + 4, true)
  );
}

export function placedOrderId(view: DataView, at: number): bigint {
  return view.getBigUint64(at + OUT.orderId, true);
}

/** The entry of the record at `at`; `clientId` as hex when it has one. */
export function readPlaced(view: DataView, at: number, place: Place, clientId?: string): PlacedEntry {
  const flags = view.getUint8(at + OUT.flags);
  return {
    block: place.block,
    index: view.getUint32(at + OUT.index, true),
    time: place.time,
    what: "placed",
    orderId: placedOrderId(view, at),
    account: view.getUint32(at + OUT.account, true),
    market: view.getUint32(at + OUT.market, true),
    isBuy: (flags & FLAG_BUY) !== 0,
    price: view.getUint32(at + OUT.price, true),
    lots: view.getUint32(at + OUT.lots, true),
    timeInForce: TIMES_IN_FORCE[(flags >> 1) & 7]!,
    reduceOnly: (flags & FLAG_REDUCE_ONLY) !== 0,
    isMarket: (flags & FLAG_MARKET) !== 0,
    goodTill: view.getUint32(at + OUT.goodTill, true),
    ...(clientId === undefined ? {} : { clientId }),
    code: view.getUint16(at + OUT.code, true),
    filledLots: view.getUint32(at + OUT.filledLots, true),
    restingLots: view.getUint32(at + OUT.restingLots, true),
    filledNotional: view.getBigInt64(at + OUT.notional, true),
    fee: view.getBigInt64(at + OUT.fee, true),
    isLiquidation: view.getUint8(at + OUT.origin) === BY_LIQUIDATION,
  };
}
