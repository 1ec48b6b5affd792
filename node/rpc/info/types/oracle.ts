import { Type } from "typebox";
import { oracle, oracleSchema } from "../../present/oracle.ts";
import { coin, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** A market's index with the votes it is made of, and the method. */
export const oracleInfo = defineInfo({
  type: "oracle",
  schema: strict({ type: Type.Literal("oracle"), coin }),
  weight: 2,
  answers: oracleSchema,
  answer({ coin: symbol }, { markets, state }) {
    const market = markets.bySymbol(symbol);
    return oracle(state.market(market.id)!, market, state);
  },
});
