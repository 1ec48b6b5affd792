import { Type } from "typebox";
import { MAX_ACTIONS } from "../../../primitives/codec/limits.ts";
import { strict } from "../../schema.ts";
import { defineAction } from "../action.ts";
import { buildOrder, orderItem } from "../items.ts";
import { eachItem } from "../place.ts";

/** Places 1 to 100 orders. */
export const orderAction = defineAction({
  type: "order",
  schema: strict({
    type: Type.Literal("order"),
    orders: Type.Array(orderItem, { minItems: 1, maxItems: MAX_ACTIONS }),
  }),
  build: (action, markets) => ({
    type: "trade",
    actions: eachItem("orders", action.orders, (item) => buildOrder(item, markets)),
  }),
});
