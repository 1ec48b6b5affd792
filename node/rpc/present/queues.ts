/** A book order by order, as the API shows it. */
import { type Static, Type } from "typebox";
import { id, px, side, sz } from "../format.ts";
import type { Market } from "../markets.ts";
import { decimal, list, orderId, side as sideSchema, strict } from "../schema.ts";

export const queueSchema = strict(
  {
    px: decimal("price"),
    orders: list(
      strict({ oid: orderId, sz: decimal("what is left") }),
      "in the order of the queue: the first is filled next",
    ),
  },
  "the orders at one price",
);

export const queueChangeSchema = strict(
  {
    event: Type.Enum(["open", "fill", "cut", "cancel"]),
    side: sideSchema,
    px: decimal("price"),
    oid: orderId,
    sz: decimal("what is left; 0 = it is gone"),
    tid: Type.Optional({ ...orderId, description: "trade, of a fill" }),
  },
  "what happened to an order: one that opened is the last at its price, every other keeps its place",
);

interface Queue {
  readonly price: number;
  readonly orders: readonly { readonly id: bigint; readonly lots: number }[];
}

export function showQueue({ orders, price }: Queue, market: Market): Static<typeof queueSchema> {
  return {
    px: px(price, market),
    orders: orders.map(({ id: oid, lots }) => ({ oid: id(oid), sz: sz(lots, market) })),
  };
}

export function showQueueChange(
  change: {
    readonly event: "open" | "fill" | "cut" | "cancel";
    readonly isBuy: boolean;
    readonly price: number;
    readonly orderId: bigint;
    readonly lots: number;
    readonly tradeId?: bigint;
  },
  market: Market,
): Static<typeof queueChangeSchema> {
  return {
    event: change.event,
    side: side(change.isBuy),
    px: px(change.price, market),
    oid: id(change.orderId),
    sz: sz(change.lots, market),
    ...(change.tradeId === undefined ? {} : { tid: id(change.tradeId) }),
  };
}
