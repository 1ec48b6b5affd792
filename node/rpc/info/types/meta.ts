import { Type } from "typebox";
import { marketSchema, marketTerms } from "../../present/market.ts";
import { dex, list, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** `universe`: the terms of every market, in the order of their ids. */
export const metaSchema = strict({ universe: list(marketSchema) });

/** The terms of every market. The place in `universe` is the market's id, the `a` of orders. */
export const metaInfo = defineInfo({
  type: "meta",
  schema: strict({ type: Type.Literal("meta"), dex }),
  weight: 20,
  answers: metaSchema,
  answer: (_query, { state, markets }) => ({
    universe: state.markets().map((record) => marketTerms(record, markets.byId(record.id))),
  }),
});
