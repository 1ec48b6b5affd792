import { Type } from "typebox";
import { allMids, midsSchema } from "../../present/mids.ts";
import { dex, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** The middle of each market's spread, by symbol; markets without both sides are left out. */
export const allMidsInfo = defineInfo({
  type: "allMids",
  schema: strict({ type: Type.Literal("allMids"), dex }),
  weight: 2,
  answers: midsSchema,
  answer: (_query, context) => allMids(context),
});
