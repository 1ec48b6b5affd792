import { Type } from "typebox";
import { fundingRate, fundingRateSchema } from "../../present/money.ts";
import { coin, list, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";
import { timeFields, timePage } from "../page-query.ts";

/** A market's funding rates (per funding interval) from `startTime` on, oldest first. */
export const fundingHistoryInfo = defineInfo({
  type: "fundingHistory",
  schema: strict({ type: Type.Literal("fundingHistory"), coin, ...timeFields }),
  ofHistory: true,
  weight: 20,
  answers: list(fundingRateSchema),
  async answer(query, context) {
    const market = context.markets.bySymbol(query.coin);
    const rates = await context.history.fundingRates(market.id, timePage(query));
    return rates.map((entry) => fundingRate(entry, context));
  },
});
