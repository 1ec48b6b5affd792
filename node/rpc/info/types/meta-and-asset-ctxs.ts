import { type Static, Type } from "typebox";
import { contextSchema, marketContext } from "../../present/market.ts";
import { dex, list, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";
import { meta, metaSchema } from "./meta.ts";

const contexts = list(contextSchema);

/** `[meta, contexts]`: terms and live prices of every market, in the same order. */
export const metaAndAssetCtxsInfo = defineInfo({
  type: "metaAndAssetCtxs",
  schema: strict({ type: Type.Literal("metaAndAssetCtxs"), dex }),
  weight: 20,
  answers: Type.Unsafe<readonly [Static<typeof metaSchema>, Static<typeof contexts>]>({
    type: "array",
    prefixItems: [metaSchema, contexts],
    minItems: 2,
    maxItems: 2,
  }),
  answer(_query, context) {
    const { markets, state } = context;
    const contexts = state.markets().map((record) => marketContext(record, markets.byId(record.id), context));
    return [meta(context), contexts] as const;
  },
});
