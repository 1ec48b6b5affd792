import { Type } from "typebox";
import { marketTerms } from "../../present/market.ts";
import { strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** The terms of every market. The place in `universe` is the market's id, the `a` of orders. */
export const metaInfo = defineInfo({
  type: "meta",
  schema: strict({ type: Type.Literal("meta") }),
  weight: 20,
  answer: (_query, { state, markets }) => ({
    universe: state.markets().map((record) => marketTerms(record, markets.byId(record.id))),
  }),
});
