import { Type } from "typebox";
import { trade, tradeSchema } from "../../present/fill.ts";
import { coin, list, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";
import { newestPage, pageFields } from "../page-query.ts";

/** A market's latest trades, newest first. */
export const recentTradesInfo = defineInfo({
  type: "recentTrades",
  schema: strict({ type: Type.Literal("recentTrades"), coin, ...pageFields }),
  ofHistory: true,
  weight: 20,
  answers: list(tradeSchema),
  async answer(query, context) {
    const { markets, history } = context;
    const market = markets.bySymbol(query.coin);
    const trades = await history.trades(market.id, newestPage(query));
    return trades.map((entry) => trade(entry, context));
  },
});
