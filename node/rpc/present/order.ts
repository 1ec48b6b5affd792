/** Orders: those that rest in the book, and those that history remembers. */
import { type Static, Type } from "typebox";
import { toHex } from "../../primitives/bytes.ts";
import { names, type OrderRecord, resultCode } from "../../state-machine/layout/generated.ts";
import type { OrderHistory, PlacedEntry } from "../../store/history/index.ts";
import { codeName, cutCodeName } from "../codes.ts";
import type { RefusedOrder } from "../exchange/refused-orders.ts";
import { averagePrice, id, px, side, sz, usd } from "../format.ts";
import type { Market, Markets } from "../markets.ts";
import {
  code as codeSchema,
  coin,
  count,
  decimal,
  hex,
  milliseconds,
  nullable,
  orderId,
  side as sideSchema,
  signed,
  strict,
  u32,
} from "../schema.ts";
import { nothing } from "./nothing.ts";

const tifSchema = Type.Enum(["Gtc", "Ioc", "Fok", "Alo", "Gtt"]);
type Tif = Static<typeof tifSchema>;

const common = {
  coin,
  side: sideSchema,
  sz: decimal("what remains: in the book, or unfilled at the end"),
  oid: orderId,
  cloid: Type.Optional(hex(16, "client order id")),
};
const terms = {
  account: u32("account id"),
  reduceOnly: Type.Boolean(),
  tif: tifSchema,
  goodTill: Type.Optional(u32("s since the Unix epoch")),
};
const placed = {
  origSz: decimal("size ordered, less cutSz: origSz - sz is what was filled"),
  timestamp: milliseconds("when placed"),
  block: count("block that placed it"),
};

export const openOrderSchema = strict(
  {
    ...common,
    limitPx: decimal("price"),
    ...terms,
    origSz: Type.Optional(placed.origSz),
    timestamp: Type.Optional(placed.timestamp),
    block: Type.Optional(placed.block),
  },
  "a resting order; how it was placed is left out only while the history is behind",
);

/** What Hyperliquid's front end tells of every order; there are no triggers here. */
const frontFields = {
  cloid: nullable(hex(16, "client order id")),
  isTrigger: Type.Literal(false),
  triggerCondition: Type.Literal("N/A"),
  triggerPx: Type.Unsafe<"0">({ const: "0" }),
  isPositionTpsl: Type.Literal(false),
  children: nothing,
};

function frontOf(cloid: string | undefined): Static<typeof frontSchema> {
  return {
    cloid: cloid ?? null,
    isTrigger: false,
    triggerCondition: "N/A",
    triggerPx: "0",
    isPositionTpsl: false,
    children: [],
  };
}

const frontSchema = strict(frontFields);

export const frontendOrderSchema = strict(
  { ...openOrderSchema.properties, ...frontFields, orderType: Type.Literal("Limit") },
  "a resting order, as openOrders has it",
);

/** A resting order with what the front end adds. */
export function frontendOrder(order: Static<typeof openOrderSchema>): Static<typeof frontendOrderSchema> {
  return { ...order, ...frontOf(order.cloid), orderType: "Limit" };
}

const statusSchema = Type.Enum(["open", "filled", "canceled", "rejected"]);

export const pastOrderSchema = strict(
  {
    order: strict({
      ...common,
      oid: Type.Optional(orderId),
      orderType: Type.Enum(["Limit", "Market"]),
      limitPx: Type.Optional(decimal("price of a limit order")),
      slippageBps: Type.Optional(count("bound of a market order, basis points")),
      ...terms,
      ...placed,
      filledSz: decimal("what was filled of it"),
      avgPx: Type.Optional(
        decimal("average price of what was filled, cut after four decimals beyond the market's own"),
      ),
      fee: signed("of all that was filled, USD; below zero = received"),
      cutSz: Type.Optional(
        decimal("what was taken off by reduce, or as more than the position of a reduce-only order"),
      ),
      liquidation: Type.Optional(
        Type.Literal(true, { description: "placed by the engine to close a position" }),
      ),
    }),
    status: statusSchema,
    code: codeSchema,
    statusTimestamp: milliseconds("when it came to that"),
  },
  "an order, as it was placed and where it stands; without an oid one that was refused",
);

/** `limitPx` is 0 where a market order, which `slippageBps` bounds, has none. */
export const frontendPastOrderSchema = strict(
  {
    ...pastOrderSchema.properties,
    order: strict({
      ...pastOrderSchema.properties.order.properties,
      ...frontFields,
      limitPx: decimal("price of a limit order; 0 = a market order has none"),
    }),
  },
  "an order, as it was placed and where it stands; without an oid one that was refused",
);

/** {@link pastOrder} with what the front end adds. */
export function frontendPastOrder(
  history: OrderHistory,
  markets: Markets,
): Static<typeof frontendPastOrderSchema> {
  const { order, ...standing } = pastOrder(history, markets);
  return { order: { ...order, limitPx: order.limitPx ?? "0", ...frontOf(order.cloid) }, ...standing };
}

const { block: _inNone, ...refusedFields } = frontendPastOrderSchema.properties.order.properties;

export const refusedOrderSchema = strict(
  { ...frontendPastOrderSchema.properties, order: strict(refusedFields), status: Type.Literal("rejected") },
  "an order that this node refused before any block: no block holds it",
);

/** As {@link frontendPastOrder}, without a block. */
export function refusedOrder(
  { code, placed: first }: RefusedOrder,
  markets: Markets,
): Static<typeof refusedOrderSchema> {
  // Whether the market exists the engine would have asked later.
  const isListed = markets.all.some(({ id: listed }) => listed === first.market);
  const asked = isListed ? first : { ...first, code: resultCode.UNKNOWN_MARKET };
  const { order, statusTimestamp } = frontendPastOrder({ placed: asked }, markets);
  const { block: _none, ...terms } = order;
  return { order: terms, status: "rejected", code, statusTimestamp };
}

const TIF: Readonly<Record<string, Tif>> = {
  GTC: "Gtc",
  IOC: "Ioc",
  FOK: "Fok",
  POST_ONLY: "Alo",
  GTT: "Gtt",
};
/** By the number in the order's flags. */
const TIF_OF_FLAGS: readonly Tif[] = ["Gtc", "Ioc", "Fok", "Alo", "Gtt"];
export const tifOfFlags = (flags: number): Tif => TIF_OF_FLAGS[(flags >> 1) & 7]!;

/** An order as it rests in the state; `history` where that is known says how it was placed. */
export function openOrder(
  order: OrderRecord,
  markets: Markets,
  history?: OrderHistory,
): Static<typeof openOrderSchema> {
  const market = markets.byId(order.market);
  return {
    coin: market.symbol,
    side: side((order.flags & names.FLAG_BUY) !== 0),
    limitPx: px(order.price, market),
    sz: sz(order.lots, market),
    oid: id(order.id),
    account: order.account,
    reduceOnly: (order.flags & names.FLAG_REDUCE_ONLY) !== 0,
    tif: tifOfFlags(order.flags),
    ...(order.goodTill === 0 ? {} : { goodTill: order.goodTill }),
    ...((order.flags & names.FLAG_CLIENT_ID) === 0 ? {} : { cloid: toHex(order.clientId) }),
    ...(history === undefined
      ? {}
      : {
          origSz: sz(history.placed.lots - standing(history).cut, market),
          timestamp: history.placed.time,
          block: history.placed.block,
        }),
  };
}

/** An open order as the history has it: what {@link openOrder} makes of the same one in the state. */
export function knownOpenOrder(history: OrderHistory, markets: Markets): Static<typeof openOrderSchema> {
  const { placed: first } = history;
  const { coin: symbol, side: ofSide, sz: left, origSz, tif } = pastOrder(history, markets).order;
  return {
    coin: symbol,
    side: ofSide,
    limitPx: px(first.price, markets.byId(first.market)),
    sz: left,
    oid: id(first.orderId),
    account: first.account,
    reduceOnly: first.reduceOnly,
    tif,
    ...(first.goodTill === 0 ? {} : { goodTill: first.goodTill }),
    ...(first.clientId === undefined ? {} : { cloid: first.clientId }),
    origSz,
    timestamp: first.time,
    block: first.block,
  };
}

type Status = Static<typeof statusSchema>;

/** What is left of an order, and what became of the rest: `sz` and what follows from it, in lots. */
interface Standing {
  readonly status: Status;
  readonly code: string;
  readonly remaining: number;
  readonly filled: number;
  readonly cut: number;
}

/** Of one that left nothing in the book when it was placed. */
function atOnce({
  code,
  filledLots: filled,
  lots,
  orderId: id,
  reduceOnly,
  timeInForce,
}: PlacedEntry): Standing {
  const left = { remaining: lots - filled, filled, cut: 0 };
  if (filled === lots) return { status: "filled", code: "OK", ...left };
  const isRefused = id === 0n || (code !== 0 && filled === 0);
  // What may rest and did not, without a reason of its own, was more than the position.
  const isCut = code === 0 && reduceOnly && timeInForce !== "IOC" && timeInForce !== "FOK";
  return {
    status: isRefused ? "rejected" : "canceled",
    code: isCut ? codeName(resultCode.REDUCE_ONLY_CUT) : codeName(code),
    ...left,
  };
}

/** `open`, `filled`, `canceled` (part of it may have filled) or `rejected` (never came to be). */
function standing({ placed: first, last }: OrderHistory): Standing {
  if (first.restingLots === 0) return atOnce(first);
  const filled = first.filledLots + (last?.filledLots ?? 0);
  const remaining = last === undefined ? first.restingLots : last.lots;
  const sizes = { remaining, filled, cut: first.lots - filled - remaining };
  if (last === undefined) return { status: "open", code: "OK", ...sizes };
  if (last.what === "cancelled") return { status: "canceled", code: codeName(last.reason), ...sizes };
  if (last.what === "cut") return { status: "open", code: cutCodeName(last.reason), ...sizes };
  return { status: remaining === 0 ? "filled" : "open", code: "OK", ...sizes };
}

/** A market that does not exist, as an order may have named it that was refused for that: ticks and lots stand for themselves. */
const unknownMarket = (id: number): Market => ({
  id,
  symbol: `#${id}`,
  unit: 1,
  priceDecimals: 0,
  sizeDecimals: 0,
});

export function pastOrder(order: OrderHistory, markets: Markets): Static<typeof pastOrderSchema> {
  const { placed: first, last } = order;
  const isKnown = first.code !== resultCode.UNKNOWN_MARKET;
  const market = isKnown ? markets.byId(first.market) : unknownMarket(first.market);
  const { code, cut, filled, remaining, status } = standing(order);
  const notional = first.filledNotional + (last?.filledNotional ?? 0n);
  return {
    order: {
      coin: market.symbol,
      side: side(first.isBuy),
      ...priceOf(first, market),
      sz: sz(remaining, market),
      origSz: sz(first.lots - cut, market),
      filledSz: sz(filled, market),
      ...(filled === 0 ? {} : { avgPx: averagePrice(notional, BigInt(filled), market) }),
      fee: usd(first.fee + (last?.fee ?? 0n)),
      ...(cut === 0 ? {} : { cutSz: sz(cut, market) }),
      ...(first.orderId === 0n ? {} : { oid: id(first.orderId) }),
      account: first.account,
      reduceOnly: first.reduceOnly,
      tif: TIF[first.timeInForce]!,
      timestamp: first.time,
      block: first.block,
      ...(first.goodTill === 0 ? {} : { goodTill: first.goodTill }),
      ...(first.clientId === undefined ? {} : { cloid: first.clientId }),
      ...(first.isLiquidation ? { liquidation: true as const } : {}),
    },
    status,
    code,
    statusTimestamp: last?.time ?? first.time,
  };
}

function priceOf(order: PlacedEntry, market: Market) {
  if (order.isLiquidation) return { orderType: "Market" } as const;
  if (order.isMarket) return { orderType: "Market", slippageBps: order.price } as const;
  return { orderType: "Limit", limitPx: px(order.price, market) } as const;
}
