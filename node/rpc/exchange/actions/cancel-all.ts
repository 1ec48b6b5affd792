import { Type } from "typebox";
import { marketId, strict } from "../../schema.ts";
import { defineAction } from "../action.ts";
import { buildCancelAll } from "../items.ts";

/** Cancels every open order of the account, or those of market `a`. */
export const cancelAllAction = defineAction({
  type: "cancelAll",
  schema: strict({ type: Type.Literal("cancelAll"), a: Type.Optional(marketId) }),
  build: (action, markets) => ({ type: "trade", actions: [buildCancelAll(action, markets)] }),
});
