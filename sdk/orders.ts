import { fromHex } from "../node/primitives/bytes.ts";
import type { Action, TimeInForce } from "../node/primitives/codec/index.ts";
import { NovateError } from "../node/primitives/error.ts";
import { parsePrice, parseSize } from "../node/primitives/market-decimals.ts";
import type { MarketInfo, OrderId } from "./types.ts";

interface OrderBase {
  readonly coin: string;
  readonly side: "buy" | "sell";
  /** Base units, a decimal string. */
  readonly size: string;
  readonly reduceOnly?: boolean;
  /** 16 bytes as `0x` hex; not all zero. */
  readonly clientId?: `0x${string}`;
}

export interface LimitOrder extends OrderBase {
  /** USD, a decimal string on the market's grid. */
  readonly price: string;
  /** Default GTC. */
  readonly timeInForce?: TimeInForce;
  /** Seconds since the Unix epoch, with GTT only. */
  readonly goodTill?: number;
}

export interface MarketOrder extends OrderBase {
  /** Highest distance from the mark, in basis points, 1..5000. */
  readonly slippageBps: number;
  readonly timeInForce?: "IOC" | "FOK";
}

export type Order = LimitOrder | MarketOrder;

/** One item of a batch. */
export type BatchItem =
  | { readonly type: "order"; readonly order: Order }
  | { readonly type: "cancel"; readonly orderId: OrderId }
  | { readonly type: "cancelByClientId"; readonly clientId: `0x${string}` }
  | { readonly type: "cancelAll"; readonly coin?: string }
  /** `size` is what stays, in base units; `coin` is the order's market. */
  | { readonly type: "reduce"; readonly coin: string; readonly orderId: OrderId; readonly size: string };

/** Finds a market by its symbol. */
export type MarketLookup = (coin: string) => MarketInfo;

/** The wire action of an item. Throws `BAD_DECIMAL`, `OUT_OF_RANGE` or `UNKNOWN_MARKET` before anything is sent. */
export function toAction(item: BatchItem, market: MarketLookup): Action {
  switch (item.type) {
    case "order":
      return orderAction(item.order, market(item.order.coin));
    case "cancel":
      return { kind: "cancel", orderId: parseOrderId(item.orderId) };
    case "cancelByClientId":
      return { kind: "cancelByClientId", clientId: fromHex(item.clientId, 16) };
    case "cancelAll":
      return { kind: "cancelAll", ...(item.coin === undefined ? {} : { market: market(item.coin).id }) };
    case "reduce":
      return {
        kind: "reduce",
        orderId: parseOrderId(item.orderId),
        size: parseSize(item.size, decimalsOf(market(item.coin))),
      };
  }
}

const decimalsOf = ({ pxDecimals, szDecimals }: MarketInfo) => {
  return { priceDecimals: pxDecimals, sizeDecimals: szDecimals };
};

function orderAction(order: Order, market: MarketInfo): Action {
  const decimals = decimalsOf(market);
  const isMarket = "slippageBps" in order;
  return {
    kind: "order",
    market: market.id,
    isBuy: order.side === "buy",
    price: isMarket ? order.slippageBps : parsePrice(order.price, decimals),
    size: parseSize(order.size, decimals),
    timeInForce: order.timeInForce ?? (isMarket ? "IOC" : "GTC"),
    reduceOnly: order.reduceOnly ?? false,
    isMarket,
    goodTill: isMarket ? 0 : (order.goodTill ?? 0),
    ...(order.clientId === undefined ? {} : { clientId: fromHex(order.clientId, 16) }),
  };
}

/** A number beyond 2^53 - 1 is refused: it may be another order's, rounded. */
function parseOrderId(orderId: OrderId): bigint {
  const isExact = typeof orderId === "string" ? /^\d{1,20}$/.test(orderId) : Number.isSafeInteger(orderId);
  if (isExact && !String(orderId).startsWith("-")) return BigInt(orderId);
  const message = `expected an order id as the node gives it (a number up to 2^53 - 1, or text), got ${JSON.stringify(orderId)}`;
  throw new NovateError("BAD_ARGUMENT", message);
}
