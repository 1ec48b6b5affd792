import { Type } from "typebox";
import { SNAPSHOT_TRADES } from "../../limits.ts";
import { trade, tradeSchema } from "../../present/fill.ts";
import { coin, list, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";
import { untilHead } from "../until-head.ts";

/** A market's trades: the latest ones, newest first, then those of each block in order. */
export const tradesFeed = defineFeed({
  type: "trades",
  schema: strict({ type: Type.Literal("trades"), coin }),
  snapshots: list(tradeSchema),
  updates: list(tradeSchema),
  key: ({ coin: symbol }, { markets }) => `trades:${markets.bySymbol(symbol).symbol}`,
  open(subscription, context) {
    const market = context.markets.bySymbol(subscription.coin);
    return {
      snapshot: () =>
        untilHead(context, async (toBlock) => {
          const trades = await context.history.trades(market.id, { limit: SNAPSHOT_TRADES, toBlock });
          return trades.map((entry) => trade(entry, context));
        }),
      onBlock(facts) {
        const trades = facts.trades(market.id);
        return trades.length === 0 ? undefined : trades.map((entry) => trade(entry, context));
      },
    };
  },
});
