/** A placed order: from its action and its receipt to 44 bytes, and back to an entry. Its client id lies elsewhere in the row. */
import type { ActionFields } from "../../../primitives/codec/action.ts";
import { TIMES_IN_FORCE } from "../../../primitives/codec/index.ts";
import { actionReceiptLayout, names } from "../../../state-machine/layout/generated.ts";
import type { PlacedEntry } from "../entries.ts";
import type { Place } from "./place.ts";
import { copyWide } from "./wide.ts";

const { FLAG_BUY, FLAG_CLIENT_ID, FLAG_MARKET, FLAG_REDUCE_ONLY } = names;

/** `market` as in the events: an order that drew an id names a market that exists. `flags` as on the wire (W2). */
export const placedLayout = {
  size: 44,
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
    code: 38,
    flags: 40,
  },
} as const;

const OUT = placedLayout.offset;
const RECEIPT = actionReceiptLayout.offset;

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
  out.setUint16(to + OUT.market, order.market, true);
  out.setUint16(to + OUT.code, events.getUint16(at + RECEIPT.code, true), true);
  const flags =
    (order.isBuy ? FLAG_BUY : 0) |
    (order.timeInForce << 1) |
    (order.reduceOnly ? FLAG_REDUCE_ONLY : 0) |
    (order.clientIdAt < 0 ? 0 : FLAG_CLIENT_ID) |
    (order.isMarket ? FLAG_MARKET : 0);
  out.setUint8(to + OUT.flags, flags);
}

/** Whether the order of the record at `at` has a client id. */
export function hasClientId(view: DataView, at: number): boolean {
  return (view.getUint8(at + OUT.flags) & FLAG_CLIENT_ID) !== 0;
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
    market: view.getUint16(at + OUT.market, true),
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
  };
}
