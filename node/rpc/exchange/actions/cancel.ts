import { Type } from "typebox";
import { MAX_ACTIONS } from "../../../primitives/codec/limits.ts";
import { strict } from "../../schema.ts";
import { defineAction } from "../action.ts";
import { buildCancel, cancelItem } from "../items.ts";
import { eachItem } from "../place.ts";

/** Cancels 1 to 100 orders by their id. */
export const cancelAction = defineAction({
  type: "cancel",
  schema: strict({
    type: Type.Literal("cancel"),
    cancels: Type.Array(cancelItem, { minItems: 1, maxItems: MAX_ACTIONS }),
  }),
  build: (action) => ({ type: "trade", actions: eachItem("cancels", action.cancels, buildCancel) }),
});
