import { Type } from "typebox";
import { PAGE_ENTRIES } from "../../limits.ts";
import { trade } from "../../present/fill.ts";
import { coin, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";
import { limitField } from "../page-query.ts";

/** A market's latest trades, newest first. */
export const recentTradesInfo = defineInfo({
  type: "recentTrades",
  schema: strict({ type: Type.Literal("recentTrades"), coin, ...limitField }),
  weight: 20,
  async answer(query, { markets, history }) {
    const market = markets.bySymbol(query.coin);
    const trades = await history.trades(market.id, { limit: query.limit ?? PAGE_ENTRIES });
    return trades.map((entry) => trade(entry, markets));
  },
});
