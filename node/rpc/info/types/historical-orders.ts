import { Type } from "typebox";
import { PAGE_ENTRIES } from "../../limits.ts";
import { pastOrder } from "../../present/order.ts";
import { orderId, strict } from "../../schema.ts";
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
  weight: 20,
  async answer({ limit, before, ...owner }, context) {
    const account = accountIdOf(owner, context);
    if (account === undefined) return [];
    const cursor = before === undefined ? undefined : BigInt.asUintN(64, BigInt(before));
    const orders = await context.history.orders(account, limit ?? PAGE_ENTRIES, cursor);
    return orders.map((order) => pastOrder(order, context.markets));
  },
});
