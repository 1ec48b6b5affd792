import { Type } from "typebox";
import { MAX_ACTIONS } from "../../../primitives/codec/limits.ts";
import { strict } from "../../schema.ts";
import { defineAction } from "../action.ts";
import { buildReduce, reduceItem } from "../items.ts";
import { eachItem } from "../place.ts";

/** Makes 1 to 100 resting orders smaller; each keeps its place in its queue. */
export const reduceAction = defineAction({
  type: "reduce",
  schema: strict({
    type: Type.Literal("reduce"),
    reductions: Type.Array(reduceItem, { minItems: 1, maxItems: MAX_ACTIONS }),
  }),
  build: (action, markets) => ({
    type: "trade",
    actions: eachItem("reductions", action.reductions, (item) => buildReduce(item, markets)),
  }),
});
