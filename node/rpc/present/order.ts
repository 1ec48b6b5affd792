/** Orders: those that rest in the book, and those that history remembers. */
import { type Static, Type } from "typebox";
import { toHex } from "../../primitives/bytes.ts";
import { names, type OrderRecord } from "../../state-machine/layout/generated.ts";
import type { OrderHistory } from "../../store/history/index.ts";
import { codeName } from "../codes.ts";
import { id, px, side, sz } from "../format.ts";
import type { Markets } from "../markets.ts";
import {
  code as codeSchema,
  coin,
  count,
  decimal,
  hex,
  milliseconds,
  orderId,
  side as sideSchema,
  strict,
  u32,
} from "../schema.ts";

const tifSchema = Type.Enum(["Gtc", "Ioc", "Fok", "Alo", "Gtt"]);
type Tif = Static<typeof tifSchema>;

const common = {
  coin,
  side: sideSchema,
  sz: decimal("what remains"),
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
  origSz: decimal("size when placed"),
  timestamp: milliseconds("when placed"),
  block: count("block that placed it"),
};

export const openOrderSchema = strict({ ...common, limitPx: decimal("price"), ...terms }, "a resting order");

export const frontendOrderSchema = strict(
  {
    ...openOrderSchema.properties,
    orderType: Type.Optional(Type.Literal("Limit")),
    origSz: Type.Optional(placed.origSz),
    timestamp: Type.Optional(placed.timestamp),
    block: Type.Optional(placed.block),
  },
  "a resting order and, once history has it, how it was placed",
);

const statusSchema = Type.Enum(["open", "filled", "canceled", "rejected"]);

export const pastOrderSchema = strict(
  {
    order: strict({
      ...common,
      orderType: Type.Enum(["Limit", "Market"]),
      limitPx: Type.Optional(decimal("price of a limit order")),
      slippageBps: Type.Optional(count("bound of a market order, basis points")),
      ...terms,
      ...placed,
    }),
    status: statusSchema,
    code: codeSchema,
    statusTimestamp: milliseconds("when it came to that"),
  },
  "an order, as it was placed and where it stands",
);

export const orderChangeSchema = strict(
  {
    order: strict({
      ...common,
      orderType: Type.Optional(Type.Enum(["Limit", "Market"])),
      limitPx: Type.Optional(decimal("price of a limit order")),
      slippageBps: Type.Optional(count("bound of a market order, basis points")),
      account: Type.Optional(terms.account),
      reduceOnly: Type.Optional(terms.reduceOnly),
      tif: Type.Optional(terms.tif),
      goodTill: terms.goodTill,
      origSz: Type.Optional(placed.origSz),
      timestamp: Type.Optional(placed.timestamp),
      block: Type.Optional(placed.block),
    }),
    status: statusSchema,
    code: codeSchema,
    statusTimestamp: milliseconds("when"),
  },
  "what became of an order",
);

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

export function openOrder(order: OrderRecord, markets: Markets): Static<typeof openOrderSchema> {
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
  };
}

/** `open`, `filled`, `canceled` (part of it may have filled) or `rejected` (never came to be). */
function standing({ placed, last }: OrderHistory): {
  status: Static<typeof statusSchema>;
  code: string;
  remaining: number;
} {
  if (last === undefined) {
    if (placed.restingLots > 0) return { status: "open", code: "OK", remaining: placed.restingLots };
    if (placed.filledLots === placed.lots) return { status: "filled", code: "OK", remaining: 0 };
    const code = codeName(placed.code);
    const status = placed.code !== 0 && placed.filledLots === 0 ? "rejected" : "canceled";
    return { status, code, remaining: 0 };
  }
  if (last.what === "cancelled") return { status: "canceled", code: codeName(last.reason), remaining: 0 };
  if (last.lots === 0) return { status: "filled", code: "OK", remaining: 0 };
  return { status: "open", code: "OK", remaining: last.lots };
}

export function pastOrder(order: OrderHistory, markets: Markets): Static<typeof pastOrderSchema> {
  const { placed, last } = order;
  const market = markets.byId(placed.market);
  const { status, code, remaining } = standing(order);
  return {
    order: {
      coin: market.symbol,
      side: side(placed.isBuy),
      ...(placed.isMarket
        ? { orderType: "Market", slippageBps: placed.price }
        : { orderType: "Limit", limitPx: px(placed.price, market) }),
      sz: sz(remaining, market),
      origSz: sz(placed.lots, market),
      oid: id(placed.orderId),
      account: placed.account,
      reduceOnly: placed.reduceOnly,
      tif: TIF[placed.timeInForce]!,
      timestamp: placed.time,
      block: placed.block,
      ...(placed.goodTill === 0 ? {} : { goodTill: placed.goodTill }),
      ...(placed.clientId === undefined ? {} : { cloid: placed.clientId }),
    },
    status,
    code,
    statusTimestamp: last?.time ?? placed.time,
  };
}
