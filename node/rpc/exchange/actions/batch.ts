import { type Static, Type } from "typebox";
import { MAX_ACTIONS } from "../../../primitives/codec/limits.ts";
import type { Action } from "../../../primitives/codec/types.ts";
import type { Markets } from "../../markets.ts";
import { byType, strict } from "../../schema.ts";
import { defineAction } from "../action.ts";
import {
  buildCancel,
  buildCancelAll,
  buildCancelByCloid,
  buildOrder,
  buildReduce,
  cancelAllItem,
  cancelByCloidItem,
  cancelItem,
  orderItem,
  reduceItem,
} from "../items.ts";
import { eachItem } from "../place.ts";

const item = byType([
  strict({ type: Type.Literal("order"), ...orderItem.properties }),
  strict({ type: Type.Literal("cancel"), ...cancelItem.properties }),
  strict({ type: Type.Literal("cancelByCloid"), ...cancelByCloidItem.properties }),
  strict({ type: Type.Literal("cancelAll"), ...cancelAllItem.properties }),
  strict({ type: Type.Literal("reduce"), ...reduceItem.properties }),
]);

function build(action: Static<typeof item>, markets: Markets): Action {
  switch (action.type) {
    case "order":
      return buildOrder(action, markets);
    case "cancel":
      return buildCancel(action);
    case "cancelByCloid":
      return buildCancelByCloid(action);
    case "cancelAll":
      return buildCancelAll(action, markets);
    case "reduce":
      return buildReduce(action, markets);
  }
}

/** Any mix of 1 to 100 orders, reductions and cancels under one signature, executed in order. */
export const batchAction = defineAction({
  type: "batch",
  schema: strict({
    type: Type.Literal("batch"),
    actions: Type.Array(item, { minItems: 1, maxItems: MAX_ACTIONS }),
  }),
  build: (action, markets) => ({
    type: "trade",
    actions: eachItem("actions", action.actions, (one) => build(one, markets)),
  }),
});
