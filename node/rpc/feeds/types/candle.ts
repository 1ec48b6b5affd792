import { Type } from "typebox";
import { CANDLE_INTERVALS } from "../../../store/history/index.ts";
import { SNAPSHOT_CANDLES } from "../../limits.ts";
import { candle, candleSchema, intervalSchema } from "../../present/candle.ts";
import { coin, list, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

/** A market's bars: the latest ones, oldest first, then the bar that each block changed, as a list of one. */
export const candleFeed = defineFeed({
  type: "candle",
  schema: strict({ type: Type.Literal("candle"), coin, interval: intervalSchema }),
  snapshots: list(candleSchema),
  updates: list(candleSchema),
  key: (subscription, { markets }) =>
    `candle:${markets.bySymbol(subscription.coin).symbol}:${subscription.interval}`,
  open({ coin: symbol, interval }, { markets, history, clock }) {
    const market = markets.bySymbol(symbol);
    const seconds = CANDLE_INTERVALS[interval];
    return {
      async snapshot() {
        const from = clock.now() - SNAPSHOT_CANDLES * seconds * 1_000;
        const bars = await history.candles(
          market.id,
          seconds,
          from,
          Number.MAX_SAFE_INTEGER,
          SNAPSHOT_CANDLES,
        );
        return bars.map((bar) => candle(bar, interval, market));
      },
      onCandles(changes) {
        const change = changes.find((item) => item.market === market.id && item.interval === interval);
        return change === undefined ? undefined : [candle(change.candle, interval, market)];
      },
    };
  },
});
