import { Type } from "typebox";
import type { OrderHistory } from "../../../store/history/index.ts";
import { pastOrder, pastOrderSchema } from "../../present/order.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountKey, lazyAccount } from "../account-feed.ts";
import { AccountOrders } from "../account-orders.ts";
import { defineFeed } from "../feed.ts";

const shownSchema = list(pastOrderSchema);

/** An account's open orders, then every change of an order, each time as `orderStatus` would tell it then. */
export const orderUpdatesFeed = defineFeed({
  type: "orderUpdates",
  schema: strict({ type: Type.Literal("orderUpdates"), ...accountFields }),
  snapshots: shownSchema,
  updates: shownSchema,
  key: (query, context) => `orderUpdates:${accountKey(query, context)}`,
  open(query, context) {
    const orders = new AccountOrders(lazyAccount(query, context), context);
    const shown = (changed: readonly OrderHistory[]) =>
      changed.map((order) => pastOrder(order, context.markets));
    return {
      opening: orders.opening,
      snapshot: () => shown(orders.orders),
      onBlock(facts) {
        const changed = orders.changed(facts);
        return changed.length === 0 ? undefined : shown(changed);
      },
    };
  },
});
