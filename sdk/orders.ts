/** What a trader asks for. Checked at run time by `checks/items.ts`. */
import type { TimeInForce } from "../node/primitives/codec/types.ts";
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
  readonly slippageBps?: never;
  /** Default GTC. */
  readonly timeInForce?: TimeInForce;
  /** Seconds since the Unix epoch: with GTT, and only then. */
  readonly goodTill?: number;
}

export interface MarketOrder extends OrderBase {
  /** Highest distance from the mark, in basis points, 1..5000. */
  readonly slippageBps: number;
  readonly price?: never;
  readonly timeInForce?: "IOC" | "FOK";
}

/** A limit order has a `price`, a market order `slippageBps`; no order has both. */
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
