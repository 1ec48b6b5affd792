/** The items a Trade is made of, as JSON and as wire actions. */
import { type Static, Type } from "typebox";
import { fromHex } from "../../primitives/bytes.ts";
import { MAX_SLIPPAGE_BPS } from "../../primitives/codec/limits.ts";
import type { Action, TimeInForce } from "../../primitives/codec/types.ts";
import { NovateError } from "../../primitives/error.ts";
import { parsePrice, parseSize } from "../../primitives/market-decimals.ts";
import type { Markets } from "../markets.ts";
import { decimal, hex, marketId, orderId, strict, u32, u64Of } from "../schema.ts";
import { atField } from "./place.ts";

const TIME_IN_FORCE: Readonly<Record<string, TimeInForce>> = {
  Gtc: "GTC",
  Ioc: "IOC",
  Fok: "FOK",
  Alo: "POST_ONLY",
  Gtt: "GTT",
};

const cloid = hex(16, "client order id, not all zero");

export const orderItem = strict(
  {
    a: marketId,
    b: Type.Boolean({ description: "true to buy" }),
    p: Type.Optional(decimal("limit price; absent for a market order")),
    s: decimal("size in base units"),
    r: Type.Boolean({ description: "reduce-only" }),
    t: Type.Object(
      {
        limit: Type.Optional(strict({ tif: Type.Enum(["Gtc", "Ioc", "Alo", "Fok", "Gtt"]) })),
        market: Type.Optional(
          strict({ slippageBps: Type.Integer({ minimum: 1, maximum: MAX_SLIPPAGE_BPS }) }),
        ),
      },
      { additionalProperties: false, minProperties: 1, maxProperties: 1 },
    ),
    g: Type.Optional(u32("good till, s since the Unix epoch; with Gtt only")),
    c: Type.Optional(cloid),
  },
  "an order",
);
export const cancelItem = strict({ o: orderId }, "cancel by order id");
export const cancelByCloidItem = strict({ cloid }, "cancel by client order id");
export const cancelAllItem = strict(
  { a: Type.Optional(marketId) },
  "cancel every order, of one market or of all",
);
export const reduceItem = strict(
  { a: marketId, o: orderId, s: decimal("size that stays, base units") },
  "make a resting order smaller",
);

function clientIdOf(text: string | undefined): { clientId?: Uint8Array } {
  return text === undefined ? {} : { clientId: fromHex(text, 16) };
}

/** What the codec would refuse, in the words of the field: a trader knows no byte of the transaction. */
function aboveZero<Value extends number>(value: Value, field: string): Value {
  if (value > 0) return value;
  throw new NovateError("FIELD_RANGE", `expected ${field} above zero, got ${value}`);
}

/** Throws `UNKNOWN_MARKET`, `BAD_DECIMAL`, `OUT_OF_RANGE`, `FIELD_RANGE`, `BAD_REQUEST`. */
export function buildOrder(item: Static<typeof orderItem>, markets: Markets): Action {
  const market = atField("a", () => markets.byId(item.a));
  const shared = {
    kind: "order",
    market: item.a,
    isBuy: item.b,
    size: atField("s", () => aboveZero(parseSize(item.s, market), "s")),
    reduceOnly: item.r,
    ...clientIdOf(item.c),
  } as const;
  if (item.t.market !== undefined) {
    if (item.p !== undefined)
      throw new NovateError("BAD_REQUEST", "expected no p in a market order", { field: "p" });
    if (item.g !== undefined)
      throw new NovateError("BAD_REQUEST", "expected g with tif Gtt only", { field: "g" });
    return { ...shared, price: item.t.market.slippageBps, timeInForce: "IOC", isMarket: true, goodTill: 0 };
  }
  const { p: price } = item;
  if (price === undefined)
    throw new NovateError("BAD_REQUEST", "expected p in a limit order", { field: "p" });
  const timeInForce = TIME_IN_FORCE[item.t.limit!.tif]!;
  if ((timeInForce === "GTT") !== (item.g !== undefined)) {
    throw new NovateError("BAD_REQUEST", "expected g with tif Gtt, and only then", { field: "g" });
  }
  return {
    ...shared,
    price: atField("p", () => aboveZero(parsePrice(price, market), "p")),
    timeInForce,
    isMarket: false,
    goodTill: item.g ?? 0,
  };
}

export function buildCancel(item: Static<typeof cancelItem>): Action {
  return { kind: "cancel", orderId: u64Of(item.o) };
}

/** Throws `UNKNOWN_MARKET`, `BAD_DECIMAL`, `OUT_OF_RANGE`, `FIELD_RANGE`. The market gives the decimals; the order alone says where it rests. */
export function buildReduce(item: Static<typeof reduceItem>, markets: Markets): Action {
  const market = atField("a", () => markets.byId(item.a));
  const size = atField("s", () => aboveZero(parseSize(item.s, market), "s"));
  return { kind: "reduce", orderId: u64Of(item.o), size };
}

export function buildCancelByCloid(item: Static<typeof cancelByCloidItem>): Action {
  return { kind: "cancelByClientId", clientId: fromHex(item.cloid, 16) };
}

export function buildCancelAll(item: Static<typeof cancelAllItem>, markets: Markets): Action {
  return { kind: "cancelAll", ...(item.a === undefined ? {} : { market: markets.byId(item.a).id }) };
}
