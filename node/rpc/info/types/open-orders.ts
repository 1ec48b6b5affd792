import { Type } from "typebox";
import { openOrder, openOrderSchema } from "../../present/order.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { restingOrders } from "../open-orders.ts";

/** The account's resting orders, as the book holds them now. */
export const openOrdersInfo = defineInfo({
  type: "openOrders",
  schema: strict({ type: Type.Literal("openOrders"), ...accountFields }),
  weight: 20,
  answers: list(openOrderSchema),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const orders = await restingOrders(account, context);
    return orders.map(({ order, history }) => openOrder(order, context.markets, history));
  },
});
