import { Type } from "typebox";
import { MAX_ACTIONS } from "../../../primitives/codec/limits.ts";
import { strict } from "../../schema.ts";
import { defineAction } from "../action.ts";
import { buildCancelByCloid, cancelByCloidItem } from "../items.ts";
import { eachItem } from "../place.ts";

/** Cancels 1 to 100 orders by the id their owner gave them. */
export const cancelByCloidAction = defineAction({
  type: "cancelByCloid",
  schema: strict({
    type: Type.Literal("cancelByCloid"),
    cancels: Type.Array(cancelByCloidItem, { minItems: 1, maxItems: MAX_ACTIONS }),
  }),
  build: (action) => ({ type: "trade", actions: eachItem("cancels", action.cancels, buildCancelByCloid) }),
});
