/** Orders: those that rest in the book, and those that history remembers. */
import { toHex } from "../../primitives/bytes.ts";
import { names, type OrderRecord } from "../../state-machine/layout/generated.ts";
import type { OrderHistory } from "../../store/history/index.ts";
import { codeName } from "../codes.ts";
import { px, side, sz } from "../format.ts";
import type { Markets } from "../markets.ts";

const TIF: Readonly<Record<string, string>> = {
  GTC: "Gtc",
  IOC: "Ioc",
  FOK: "Fok",
  POST_ONLY: "Alo",
  GTT: "Gtt",
};
/** By the number in the order's flags. */
const TIF_OF_FLAGS = ["Gtc", "Ioc", "Fok", "Alo", "Gtt"] as const;

export function openOrder(order: OrderRecord, markets: Markets) {
  const market = markets.byId(order.market);
  return {
    coin: market.symbol,
    side: side((order.flags & names.FLAG_BUY) !== 0),
    limitPx: px(order.price, market),
    sz: sz(order.lots, market),
    oid: order.id.toString(),
    account: order.account,
    reduceOnly: (order.flags & names.FLAG_REDUCE_ONLY) !== 0,
    tif: TIF_OF_FLAGS[(order.flags >> 1) & 7],
    ...(order.goodTill === 0 ? {} : { goodTill: order.goodTill }),
    ...((order.flags & names.FLAG_CLIENT_ID) === 0 ? {} : { cloid: toHex(order.clientId) }),
  };
}

/** `open`, `filled`, `canceled` (part of it may have filled) or `rejected` (never came to be). */
function standing({ placed, last }: OrderHistory): { status: string; code: string; remaining: number } {
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

export function pastOrder(order: OrderHistory, markets: Markets) {
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
      oid: placed.orderId.toString(),
      account: placed.account,
      reduceOnly: placed.reduceOnly,
      tif: TIF[placed.timeInForce],
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
