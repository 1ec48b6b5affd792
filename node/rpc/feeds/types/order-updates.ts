import { Type } from "typebox";
import { orderChangeSchema } from "../../present/order.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountKey, lazyAccount } from "../account-feed.ts";
import { defineFeed } from "../feed.ts";
import { OrderLedger } from "../order-ledger.ts";

const shownSchema = list(orderChangeSchema);

/** An account's open orders, then every change of an order; one that ends where it was placed is told once, as `orderStatus` would. */
export const orderUpdatesFeed = defineFeed({
  type: "orderUpdates",
  schema: strict({ type: Type.Literal("orderUpdates"), ...accountFields }),
  snapshots: shownSchema,
  updates: shownSchema,
  key: (query, context) => `orderUpdates:${accountKey(query, context)}`,
  open(query, context) {
    const account = lazyAccount(query, context);
    const ledger = new OrderLedger();
    const { state } = context;
    return {
      snapshot() {
        const id = account();
        const orders = id === undefined ? [] : state.openOrders(id);
        const time = Number(context.chain.head.timestamp);
        return ledger.snapshot(orders, context.markets, time);
      },
      onBlock(facts) {
        const id = account();
        const changes = id === undefined ? [] : (facts.account(id)?.orders ?? []);
        const orders = changes.flatMap((change) => ledger.tell(change, facts, context.markets) ?? []);
        return orders.length === 0 ? undefined : orders;
      },
    };
  },
});
