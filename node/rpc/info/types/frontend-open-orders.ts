import { Type } from "typebox";
import { frontendOrderSchema, openOrder, pastOrder } from "../../present/order.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";

/** `openOrders` with what the order was when it was placed: `origSz`, `timestamp`, `block` (once history has it). */
export const frontendOpenOrdersInfo = defineInfo({
  type: "frontendOpenOrders",
  schema: strict({ type: Type.Literal("frontendOpenOrders"), ...accountFields }),
  weight: 20,
  answers: list(frontendOrderSchema),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const orders = context.state.openOrders(account);
    return Promise.all(
      orders.map(async (order) => {
        const known = await context.history.order(order.id);
        const placed = known === undefined ? {} : pastOrder(known, context.markets).order;
        return { ...placed, ...openOrder(order, context.markets) };
      }),
    );
  },
});
