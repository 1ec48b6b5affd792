import { Type } from "typebox";
import { MAX_ACTIONS } from "../../../primitives/codec/limits.ts";
import { strict } from "../../schema.ts";
import { defineAction } from "../action.ts";
import { buildOrder, orderItem } from "../items.ts";

/** Places 1 to 100 orders. */
export const orderAction = defineAction({
  type: "order",
  schema: strict({
    type: Type.Literal("order"),
    orders: Type.Array(orderItem, { minItems: 1, maxItems: MAX_ACTIONS }),
  }),
  build: (action, markets) => ({
    type: "trade",
    actions: action.orders.map((item) => buildOrder(item, markets)),
  }),
});
