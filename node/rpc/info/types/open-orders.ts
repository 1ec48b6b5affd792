import { Type } from "typebox";
import { openOrder, openOrderSchema } from "../../present/order.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";

/** The account's resting orders, as the book holds them now. */
export const openOrdersInfo = defineInfo({
  type: "openOrders",
  schema: strict({ type: Type.Literal("openOrders"), ...accountFields }),
  weight: 20,
  answers: list(openOrderSchema),
  answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    return context.state.openOrders(account).map((order) => openOrder(order, context.markets));
  },
});
