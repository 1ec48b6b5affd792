/** What one block adds to the history, as key-value rows: a pure function of the block, so that a repeat is harmless. */
import { toHex } from "../../primitives/bytes.ts";
import type { OrderAction } from "../../primitives/codec/index.ts";
import {
  type ActionReceiptRecord,
  type EventRecord,
  type FillRecord,
  names,
  type OrderUpdateRecord,
} from "../../state-machine/layout/generated.ts";
import type {
  ChangedEntry,
  DepositEntry,
  FillEntry,
  FundingPaymentEntry,
  FundingRateEntry,
  PlacedEntry,
  TradeEntry,
  WithdrawalEntry,
} from "./entries.ts";
import { deleveragingEntries, fillEntries } from "./fill-entries.ts";
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
  /** Hashes of the block's transactions, in sequence order. */
  readonly transactions: readonly Uint8Array[];
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

const EMPTY = new Uint8Array();
/** Result codes that mean an order got an id at all. */
const NO_ORDER = 0n;

export function indexBlock(block: IndexableBlock): BlockRows {
  const rows: Row[] = [];
  const trades: TradeEntry[] = [];
  const place = { block: Number(block.number), time: Number(block.timestamp) };
  const put = (rowKey: Uint8Array, value: object) => rows.push({ key: rowKey, value: encodeRow(value) });
  const link = (rowKey: Uint8Array) => rows.push({ key: rowKey, value: EMPTY });
  const orderRow = (entry: PlacedEntry | ChangedEntry) => {
    // Placing comes first in its order's history, whatever the engine reported before the result.
    const position = entry.what === "placed" ? 0 : entry.index + 1;
    put(key(Table.Order, entry.orderId, block.number, position), entry);
  };

  function fill(event: FillRecord, index: number): void {
    const at = { ...place, index };
    for (const entry of fillEntries(event, at)) putFill(entry);
    const trade: TradeEntry = {
      ...at,
      market: event.market,
      tradeId: event.sequence,
      isBuy: event.takerIsBuy === 1,
      price: event.price,
      lots: event.lots,
      liquidation: event.liquidation !== 0,
    };
    trades.push(trade);
    put(key(Table.Trade, event.market, block.number, index), trade);
    orderRow({ ...at, what: "filled", orderId: event.makerOrderId, lots: event.makerRestingLots, reason: 0 });
  }

  function putFill(entry: FillEntry): void {
    // One account may be on both sides of nothing: self-trades do not happen, so a key is used once.
    put(key(Table.Fill, entry.account, block.number, entry.index), entry);
  }

  function orderUpdate(event: OrderUpdateRecord, index: number): void {
    if (event.event === names.ORDER_OPENED) return;
    const what = event.event === names.ORDER_CUT ? "cut" : "cancelled";
    const lots = what === "cut" ? event.lots : 0;
    orderRow({ ...place, index, what, orderId: event.orderId, lots, reason: event.reason });
  }

  function placed(event: ActionReceiptRecord, index: number): void {
    const found = event.orderId === NO_ORDER ? undefined : block.orderOf(event);
    if (found === undefined) return;
    const { account, order } = found;
    orderRow({
      ...place,
      index,
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
      ...(order.clientId === undefined ? {} : { clientId: toHex(order.clientId) }),
      code: event.code,
      filledLots: event.filledLots,
      restingLots: event.restingLots,
    });
    link(key(Table.OrderOfAccount, account, event.orderId));
    if (order.clientId !== undefined) {
      link(key(Table.OrderOfClientId, account, order.clientId, event.orderId));
    }
  }

  function event(record: EventRecord, index: number): void {
    const at = { ...place, index };
    switch (record.kind) {
      case "fill":
        fill(record, index);
        return;
      case "deleveraging":
        for (const entry of deleveragingEntries(record, at)) putFill(entry);
        return;
      case "orderUpdate":
        orderUpdate(record, index);
        return;
      case "actionReceipt":
        placed(record, index);
        return;
      case "funding": {
        const entry: FundingRateEntry = {
          ...at,
          market: record.market,
          rate: record.rate,
          indexPrice: record.index,
        };
        put(key(Table.FundingRate, record.market, block.number, index), entry);
        return;
      }
      case "fundingPayment": {
        const { account, market, size, payment } = record;
        const entry: FundingPaymentEntry = { ...at, account, market, size, payment };
        put(key(Table.FundingPayment, account, block.number, index), entry);
        return;
      }
      case "deposit": {
        const { account, sub, amount } = record;
        const entry: DepositEntry = {
          ...at,
          account,
          message: record.index,
          to: toHex(record.to),
          sub,
          amount,
        };
        put(key(Table.Deposit, account, block.number, index), entry);
        return;
      }
      case "withdrawal": {
        const entry: WithdrawalEntry = {
          ...at,
          account: record.account,
          leafIndex: record.index,
          recipient: toHex(record.recipient),
          asset: record.asset,
          amount: record.amount,
          leaf: toHex(record.leaf),
        };
        put(key(Table.Withdrawal, record.index), entry);
        link(key(Table.WithdrawalOfAccount, record.account, record.index));
        return;
      }
    }
  }

  block.transactions.forEach((hash, position) => {
    put(key(Table.Transaction, hash), { block: place.block, position });
  });
  block.events.forEach(event);
  put(key(Table.Minute, BigInt(minuteOf(place.time))), { block: place.block });
  return { rows, trades };
}
