import { MAX_SLIPPAGE_BPS } from "../../node/primitives/codec/limits.ts";
import { type Action, TIMES_IN_FORCE } from "../../node/primitives/codec/types.ts";
import { NovateError } from "../../node/primitives/error.ts";
import type { MarketLookup } from "../orders.ts";
import type { MarketInfo } from "../types.ts";
import { at, type Check, integer, oneOf, record, refuse } from "./check.ts";
import { boolean, clientId, coin, price, size, unixSeconds } from "./values.ts";

const sideField = oneOf("buy", "sell");
/** Checked once its market is known. */
export const anyField: Check<unknown> = (value) => value;
const sized = { coin, side: sideField, size: anyField };
const options = { reduceOnly: boolean, clientId };

const limitOrder = record(
  { ...sized, price: anyField },
  { ...options, timeInForce: oneOf(...TIMES_IN_FORCE), goodTill: unixSeconds },
);
const marketOrder = record(
  { ...sized, slippageBps: integer("basis points", 1, MAX_SLIPPAGE_BPS) },
  { ...options, timeInForce: oneOf("IOC", "FOK") },
);

export const decimalsOf = ({ pxDecimals, szDecimals }: MarketInfo) => {
  return { priceDecimals: pxDecimals, sizeDecimals: szDecimals };
};

const has = (value: unknown, name: string) =>
  typeof value === "object" && value !== null && (value as Record<string, unknown>)[name] !== undefined;

/** The wire action of an order. Throws `BAD_REQUEST`, `BAD_DECIMAL`, `OUT_OF_RANGE`, `FIELD_RANGE`, `UNKNOWN_MARKET` with `data.path`. */
export function orderAction(value: unknown, path: string, lookup: MarketLookup): Action {
  if (has(value, "price") && has(value, "slippageBps")) {
    const where = `${path}/slippageBps`;
    throw new NovateError(
      "BAD_REQUEST",
      `expected at ${where}: nothing beside price: an order has either a price (its limit) or slippageBps (a market order)`,
      { path: where },
    );
  }
  return has(value, "slippageBps") ? marketAction(value, path, lookup) : limitAction(value, path, lookup);
}

function marketAction(value: unknown, path: string, lookup: MarketLookup): Action {
  const order = marketOrder(value, path);
  return {
    ...sharedFields(order, path, lookup).action,
    price: order.slippageBps,
    timeInForce: order.timeInForce ?? "IOC",
    isMarket: true,
    goodTill: 0,
  };
}

function limitAction(value: unknown, path: string, lookup: MarketLookup): Action {
  const order = limitOrder(value, path);
  const { action, decimals } = sharedFields(order, path, lookup);
  const { timeInForce = "GTC", goodTill } = order;
  if ((timeInForce === "GTT") !== (goodTill !== undefined))
    refuse(`${path}/goodTill`, "a time with timeInForce GTT, and only then", goodTill);
  return {
    ...action,
    price: price(decimals)(order.price, `${path}/price`),
    timeInForce,
    isMarket: false,
    goodTill: goodTill ?? 0,
  };
}

interface Shared {
  readonly coin: string;
  readonly side: "buy" | "sell";
  readonly size: unknown;
  readonly reduceOnly?: boolean;
  readonly clientId?: Uint8Array;
}

function sharedFields(order: Shared, path: string, lookup: MarketLookup) {
  const market = at(`${path}/coin`, () => lookup(order.coin));
  const decimals = decimalsOf(market);
  const action = {
    kind: "order",
    market: market.id,
    isBuy: order.side === "buy",
    size: size(decimals)(order.size, `${path}/size`),
    reduceOnly: order.reduceOnly ?? false,
    ...(order.clientId === undefined ? {} : { clientId: order.clientId }),
  } as const;
  return { action, decimals };
}
