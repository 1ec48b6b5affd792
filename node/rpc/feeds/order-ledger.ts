/** The open orders of one account, kept from its events, so that each later change is told with the whole order. */
import type { Static } from "typebox";
import { toHex } from "../../primitives/bytes.ts";
import { names, type OrderRecord, type OrderUpdateRecord } from "../../state-machine/layout/generated.ts";
import { codeName } from "../codes.ts";
import { id, px, side, sz } from "../format.ts";
import type { Market, Markets } from "../markets.ts";
import { openOrder, type orderChangeSchema, pastOrder, tifOfFlags } from "../present/order.ts";
import type { BlockFacts } from "./block-facts.ts";
import { isCancelled, isOpened, type OrderChange } from "./order-changes.ts";

type Told = Static<typeof orderChangeSchema>;
type Terms = Omit<Told["order"], "sz">;

function updateTerms(event: OrderUpdateRecord, market: Market): Terms {
  return {
    coin: market.symbol,
    side: side((event.flags & names.FLAG_BUY) !== 0),
    orderType: "Limit",
    limitPx: px(event.price, market),
    oid: id(event.orderId),
    account: event.account,
    reduceOnly: (event.flags & names.FLAG_REDUCE_ONLY) !== 0,
    tif: tifOfFlags(event.flags),
    ...(event.goodTill === 0 ? {} : { goodTill: event.goodTill }),
    ...((event.flags & names.FLAG_CLIENT_ID) === 0 ? {} : { cloid: toHex(event.clientId) }),
  };
}

/** Holds as many orders as the account has open: each leaves with its end. */
export class OrderLedger {
  readonly #open = new Map<number | string, Terms>();

  get size(): number {
    return this.#open.size;
  }

  /** The orders as they rest in the state, told; those that are not known yet are kept. */
  snapshot(orders: readonly OrderRecord[], markets: Markets, time: number): Told[] {
    return orders.map((record) => {
      const { sz: left, ...terms } = openOrder(record, markets);
      const known = this.#open.get(terms.oid) ?? terms;
      this.#open.set(terms.oid, known);
      return { order: { ...known, sz: left }, status: "open", code: "OK", statusTimestamp: time };
    });
  }

  /** What a change is to the owner; undefined when it is no news (a cancel's result follows the cancelled order's own event). */
  tell(change: OrderChange, facts: BlockFacts, markets: Markets): Told | undefined {
    if (change.kind === "ended") {
      const placed = facts.placed(change);
      return placed && pastOrder({ placed }, markets);
    }
    const market = markets.byId(change.event.market);
    const statusTimestamp = facts.time;
    if (change.kind === "fill") {
      const { makerOrderId, makerRestingLots: left, price, takerIsBuy } = change.event;
      const oid = id(makerOrderId);
      const bare = { coin: market.symbol, side: side(takerIsBuy === 0), limitPx: px(price, market), oid };
      const order = { ...(this.#open.get(oid) ?? bare), sz: sz(left, market) };
      if (left > 0) return { order, status: "open", code: "OK", statusTimestamp };
      this.#open.delete(oid);
      return { order, status: "filled", code: "OK", statusTimestamp };
    }
    const { event } = change;
    const oid = id(event.orderId);
    const terms = this.#open.get(oid) ?? updateTerms(event, market);
    const code = codeName(event.reason);
    if (isCancelled(event)) {
      this.#open.delete(oid);
      return { order: { ...terms, sz: sz(0, market) }, status: "canceled", code, statusTimestamp };
    }
    const known = isOpened(event)
      ? { ...terms, origSz: sz(event.change, market), timestamp: facts.time, block: facts.number }
      : terms;
    this.#open.set(oid, known);
    return { order: { ...known, sz: sz(event.lots, market) }, status: "open", code, statusTimestamp };
  }
}
