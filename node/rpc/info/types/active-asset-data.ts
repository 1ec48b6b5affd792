import { Type } from "typebox";
import { assetData, assetDataSchema } from "../../present/asset-data.ts";
import { address, coin, strict } from "../../schema.ts";
import { accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";

/** How much an owner's first account may still buy and sell of a market at its mark. */
export const activeAssetDataInfo = defineInfo({
  type: "activeAssetData",
  schema: strict({ type: Type.Literal("activeAssetData"), user: address, coin }),
  weight: 2,
  answers: assetDataSchema,
  answer: ({ user, coin: symbol }, context) =>
    assetData(user, accountIdOf({ user }, context), context.markets.bySymbol(symbol), context),
});
