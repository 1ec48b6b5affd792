import { type Static, Type } from "typebox";
import { toHex } from "../../../primitives/bytes.ts";
import { codeName } from "../../codes.ts";
import { px, side, sz } from "../../format.ts";
import type { Markets } from "../../markets.ts";
import { openOrder, orderChangeSchema } from "../../present/order.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountKey, lazyAccount, owner, ownerFields } from "../account-feed.ts";
import { defineFeed } from "../feed.ts";
import type { OrderChange } from "../order-changes.ts";

const shownSchema = strict({ ...ownerFields, orders: list(orderChangeSchema) });

function shown(change: OrderChange, markets: Markets, time: number): Static<typeof orderChangeSchema> {
  const market = markets.byId(change.market);
  return {
    order: {
      coin: market.symbol,
      side: side(change.isBuy),
      ...(change.price === undefined ? {} : { limitPx: px(change.price, market) }),
      sz: sz(change.lots, market),
      oid: change.orderId.toString(),
      ...(change.clientId === undefined ? {} : { cloid: toHex(change.clientId) }),
    },
    status: change.status,
    code: codeName(change.reason),
    statusTimestamp: time,
  };
}

/** An account's open orders, then every change of an order. */
export const orderUpdatesFeed = defineFeed({
  type: "orderUpdates",
  schema: strict({ type: Type.Literal("orderUpdates"), ...accountFields }),
  snapshots: shownSchema,
  updates: shownSchema,
  key: (query, context) => `orderUpdates:${accountKey(query, context)}`,
  open(query, context) {
    const account = lazyAccount(query, context);
    const { markets, state } = context;
    return {
      snapshot() {
        const id = account();
        const orders = id === undefined ? [] : state.openOrders(id);
        const time = Number(context.chain.head.timestamp);
        return {
          ...owner(query),
          orders: orders.map((order) => {
            return {
              order: openOrder(order, markets),
              status: "open" as const,
              code: "OK",
              statusTimestamp: time,
            };
          }),
        };
      },
      onBlock(facts) {
        const id = account();
        const changes = id === undefined ? [] : (facts.account(id)?.orders ?? []);
        if (changes.length === 0) return undefined;
        return { ...owner(query), orders: changes.map((change) => shown(change, markets, facts.time)) };
      },
    };
  },
});
