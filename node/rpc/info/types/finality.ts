import { Type } from "typebox";
import { finalityHeights, finalitySchema } from "../../present/finality.ts";
import { strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** Every block up to each number has at least that finality. */
export const finalityInfo = defineInfo({
  type: "finality",
  schema: strict({ type: Type.Literal("finality") }),
  weight: 2,
  answers: finalitySchema,
  answer: (_query, context) => finalityHeights(context.finality),
});
