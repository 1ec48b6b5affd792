import { Type } from "typebox";
import { frontendOrder, frontendOrderSchema, openOrder } from "../../present/order.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { restingOrders } from "../open-orders.ts";

/** `openOrders` with what Hyperliquid's front end adds. */
export const frontendOpenOrdersInfo = defineInfo({
  type: "frontendOpenOrders",
  schema: strict({ type: Type.Literal("frontendOpenOrders"), ...accountFields }),
  weight: 20,
  answers: list(frontendOrderSchema),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const orders = await restingOrders(account, context);
    return orders.map(({ order, history }) => frontendOrder(openOrder(order, context.markets, history)));
  },
});
