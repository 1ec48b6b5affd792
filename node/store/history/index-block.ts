/** What one block adds to the history, as key-value rows: a pure function of the block, so that a repeat is harmless. */
import { toHex } from "../../primitives/bytes.ts";
import type { OrderAction } from "../../primitives/codec/index.ts";
import {
  type ActionReceiptRecord,
  type EventRecord,
  names,
  type OrderUpdateRecord,
} from "../../state-machine/layout/generated.ts";
import type { ChangedEntry, PlacedEntry, TradeEntry } from "./entries.ts";
import { type EventEntry, eventEntries } from "./event-entries.ts";
import { key } from "./keys.ts";
import { encodeRow } from "./row.ts";
import { minuteOf, Table } from "./tables.ts";

export interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** A block as the history reads it. */
export interface IndexableBlock {
  readonly number: bigint;
  /** Milliseconds. */
  readonly timestamp: bigint;
  /** In the order the engine met them. */
  readonly events: readonly EventRecord[];
  /** The transactions that can be looked up, with their places in the block. */
  readonly transactions: readonly { readonly hash: Uint8Array; readonly position: number }[];
  /** The order an action receipt answers, and its account; undefined when it was not an order. */
  orderOf(
    receipt: ActionReceiptRecord,
  ): { readonly account: number; readonly order: OrderAction } | undefined;
}

export interface BlockRows {
  readonly rows: readonly Row[];
  /** In order, for the candles. */
  readonly trades: readonly TradeEntry[];
}

interface At {
  readonly block: number;
  readonly index: number;
  readonly time: number;
}

const row = (rowKey: Uint8Array, value: object): Row => ({ key: rowKey, value: encodeRow(value) });
const link = (rowKey: Uint8Array): Row => ({ key: rowKey, value: new Uint8Array() });

function entryRows({ kind, entry }: EventEntry): Row[] {
  const place = [BigInt(entry.block), entry.index] as const;
  switch (kind) {
    case "fill":
      // Self-trades do not happen, so one event makes at most one fill of an account.
      return [row(key(Table.Fill, entry.account, ...place), entry)];
    case "trade":
      return [row(key(Table.Trade, entry.market, ...place), entry)];
    case "fundingRate":
      return [row(key(Table.FundingRate, entry.market, ...place), entry)];
    case "fundingPayment":
      return [row(key(Table.FundingPayment, entry.account, ...place), entry)];
    case "deposit":
      return [row(key(Table.Deposit, entry.account, ...place), entry)];
    case "withdrawal":
      return [
        row(key(Table.Withdrawal, entry.leafIndex), entry),
        link(key(Table.WithdrawalOfAccount, entry.account, entry.leafIndex)),
      ];
  }
}

/** Placing comes first in its order's history, whatever the engine reported before the result. */
function orderRow(entry: PlacedEntry | ChangedEntry): Row {
  const position = entry.what === "placed" ? 0 : entry.index + 1;
  return row(key(Table.Order, entry.orderId, BigInt(entry.block), position), entry);
}

function updateRows(event: OrderUpdateRecord, at: At): Row[] {
  if (event.event === names.ORDER_OPENED) return [];
  const what = event.event === names.ORDER_CUT ? "cut" : "cancelled";
  const lots = what === "cut" ? event.lots : 0;
  return [orderRow({ ...at, what, orderId: event.orderId, lots, reason: event.reason })];
}

function placedRows(event: ActionReceiptRecord, at: At, block: IndexableBlock): Row[] {
  const found = event.orderId === 0n ? undefined : block.orderOf(event);
  if (found === undefined) return [];
  const { account, order } = found;
  const { clientId } = order;
  const placed: PlacedEntry = {
    ...at,
    what: "placed",
    orderId: event.orderId,
    account,
    market: order.market,
    isBuy: order.isBuy,
    price: order.price,
    lots: order.size,
    timeInForce: order.timeInForce,
    reduceOnly: order.reduceOnly,
    isMarket: order.isMarket,
    goodTill: order.goodTill,
    ...(clientId === undefined ? {} : { clientId: toHex(clientId) }),
    code: event.code,
    filledLots: event.filledLots,
    restingLots: event.restingLots,
  };
  const rows = [orderRow(placed), link(key(Table.OrderOfAccount, account, event.orderId))];
  if (clientId !== undefined) rows.push(link(key(Table.OrderOfClientId, account, clientId, event.orderId)));
  return rows;
}

function orderRows(event: EventRecord, at: At, block: IndexableBlock): Row[] {
  switch (event.kind) {
    case "fill": {
      const { makerOrderId, makerRestingLots } = event;
      return [orderRow({ ...at, what: "filled", orderId: makerOrderId, lots: makerRestingLots, reason: 0 })];
    }
    case "orderUpdate":
      return updateRows(event, at);
    case "actionReceipt":
      return placedRows(event, at, block);
    default:
      return [];
  }
}

export function indexBlock(block: IndexableBlock): BlockRows {
  const place = { block: Number(block.number), time: Number(block.timestamp) };
  const entries = eventEntries(block.events, place);
  return {
    rows: [
      ...block.transactions.map(({ hash, position }) =>
        row(key(Table.Transaction, hash), { block: place.block, position }),
      ),
      ...entries.flatMap(entryRows),
      ...block.events.flatMap((event, index) => orderRows(event, { ...place, index }, block)),
      row(key(Table.Minute, BigInt(minuteOf(place.time))), { block: place.block }),
    ],
    trades: entries.filter((item) => item.kind === "trade").map((item) => item.entry),
  };
}
