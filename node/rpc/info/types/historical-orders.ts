import { Type } from "typebox";
import { PAGE_ENTRIES } from "../../limits.ts";
import { frontendPastOrder, frontendPastOrderSchema } from "../../present/order.ts";
import { list, orderId, strict, u64Of } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { limitField } from "../page-query.ts";

/** The account's orders, newest first; the next page is asked for with `before` = the last oid. */
export const historicalOrdersInfo = defineInfo({
  type: "historicalOrders",
  schema: strict({
    type: Type.Literal("historicalOrders"),
    ...accountFields,
    ...limitField,
    before: Type.Optional(orderId),
  }),
  ofHistory: true,
  weight: 20,
  answers: list(frontendPastOrderSchema),
  async answer({ limit, before, ...owner }, context) {
    const account = accountIdOf(owner, context);
    if (account === undefined) return [];
    const cursor = before === undefined ? undefined : u64Of(before);
    const orders = await context.history.orders(account, limit ?? PAGE_ENTRIES, cursor);
    return orders.map((order) => frontendPastOrder(order, context.markets));
  },
});
