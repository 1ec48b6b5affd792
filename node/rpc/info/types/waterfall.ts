import { Type } from "typebox";
import { waterfall, waterfallSchema } from "../../present/waterfall.ts";
import { strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** What stands between a loss that an account cannot bear and the others. */
export const waterfallInfo = defineInfo({
  type: "waterfall",
  schema: strict({ type: Type.Literal("waterfall") }),
  weight: 2,
  answers: waterfallSchema,
  answer: (_query, { state }) => waterfall(state.header()),
});
