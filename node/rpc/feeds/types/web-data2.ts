import { Type } from "typebox";
import { clearinghouseSchema, clearinghouseState } from "../../present/account.ts";
import { knownOpenOrder, openOrderSchema } from "../../present/order.ts";
import { list, milliseconds, strict } from "../../schema.ts";
import { accountFields, accountKey, lazyAccount, owner, ownerFields } from "../account-feed.ts";
import { AccountOrders } from "../account-orders.ts";
import { defineFeed } from "../feed.ts";
import { isOpen } from "../order-ledger.ts";

const shownSchema = strict({
  ...ownerFields,
  clearinghouseState: clearinghouseSchema,
  openOrders: list(openOrderSchema),
  serverTime: milliseconds("clock of the node"),
});

/** An account's whole state, once a second: what a terminal shows without keeping state of its own. */
export const webData2Feed = defineFeed({
  type: "webData2",
  schema: strict({ type: Type.Literal("webData2"), ...accountFields }),
  snapshots: shownSchema,
  updates: shownSchema,
  key: (query, context) => `webData2:${accountKey(query, context)}`,
  open(query, context) {
    const account = lazyAccount(query, context);
    const orders = new AccountOrders(account, context);
    let shownBlock = -1n;
    const read = () => {
      const id = account();
      shownBlock = context.chain.head.number;
      return {
        ...owner(query),
        clearinghouseState: clearinghouseState(id, context),
        openOrders: orders.orders.filter(isOpen).map((order) => knownOpenOrder(order, context.markets)),
        serverTime: context.clock.now(),
      };
    };
    return {
      opening: orders.opening,
      snapshot: read,
      onBlock(facts) {
        orders.changed(facts);
        return undefined;
      },
      onTick: () => (context.chain.head.number === shownBlock ? undefined : read()),
    };
  },
});
