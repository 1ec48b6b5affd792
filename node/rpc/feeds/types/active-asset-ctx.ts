import { Type } from "typebox";
import { contextSchema, marketContext } from "../../present/market.ts";
import { coin, nullable, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

const shownSchema = strict({ coin, ctx: nullable(contextSchema) });

/** A market's mark, index, funding and open interest, whenever a block changed one of them. */
export const activeAssetCtxFeed = defineFeed({
  type: "activeAssetCtx",
  schema: strict({ type: Type.Literal("activeAssetCtx"), coin }),
  snapshots: shownSchema,
  updates: shownSchema,
  key: ({ coin: symbol }, { markets }) => `activeAssetCtx:${markets.bySymbol(symbol).symbol}`,
  open(subscription, context) {
    const { markets, state } = context;
    const market = markets.bySymbol(subscription.coin);
    const read = () => {
      const record = state.market(market.id);
      return {
        coin: market.symbol,
        ctx: record === undefined ? null : marketContext(record, market, context),
      };
    };
    let shown = read();
    return {
      snapshot: () => shown,
      onBlock() {
        const now = read();
        if (JSON.stringify(now) === JSON.stringify(shown)) return undefined;
        shown = now;
        return now;
      },
    };
  },
});
