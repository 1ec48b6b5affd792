import { Type } from "typebox";
import { marketContext, marketTerms } from "../../present/market.ts";
import { strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** `[meta, contexts]`: terms and live prices of every market, in the same order. */
export const metaAndAssetCtxsInfo = defineInfo({
  type: "metaAndAssetCtxs",
  schema: strict({ type: Type.Literal("metaAndAssetCtxs") }),
  weight: 20,
  answer(_query, { state, markets }) {
    const records = state.markets();
    const header = state.header();
    return [
      { universe: records.map((record) => marketTerms(record, markets.byId(record.id))) },
      records.map((record) => marketContext(record, markets.byId(record.id), header)),
    ];
  },
});
