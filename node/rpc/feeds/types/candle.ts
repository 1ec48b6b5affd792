import { Type } from "typebox";
import { CANDLE_INTERVALS, type CandleEntry, candleStart, flatBar } from "../../../store/history/index.ts";
import { FLAT_CANDLES } from "../../limits.ts";
import { candle, candleSchema, intervalSchema } from "../../present/candle.ts";
import { coin, strict } from "../../schema.ts";
import { defineFeed, Several } from "../feed.ts";

/**
 * A market's bars, one a message: the latest one, then the bar that each block changed; within a second of an interval's begin its flat bar,
 * if nothing has traded in it (after a pause of the chain those in between too). A market without a trade has no bar yet.
 */
export const candleFeed = defineFeed({
  type: "candle",
  schema: strict({ type: Type.Literal("candle"), coin, interval: intervalSchema }),
  snapshots: candleSchema,
  updates: candleSchema,
  key: (subscription, { markets }) =>
    `candle:${markets.bySymbol(subscription.coin).symbol}:${subscription.interval}`,
  open({ coin: symbol, interval }, { chain, markets, history }) {
    const market = markets.bySymbol(symbol);
    const seconds = CANDLE_INTERVALS[interval];
    const step = seconds * 1_000;
    const show = (bar: CandleEntry) => candle(bar, interval, market);
    let last: CandleEntry | undefined;
    return {
      async snapshot() {
        const now = Number(chain.head.timestamp);
        const start = candleStart(now, seconds);
        const [bar] = await history.candles(market.id, seconds, start, now, 1);
        if (bar !== undefined && bar.time >= (last?.time ?? 0)) last = bar;
        return bar && show(bar);
      },
      onCandles(changes) {
        const change = changes.find((item) => item.market === market.id && item.interval === interval);
        if (change === undefined) return undefined;
        last = change.candle;
        return show(last);
      },
      onTick() {
        // While the history is behind, a trade of the bar before may still come.
        if (last === undefined || history.indexed < chain.head.number) return undefined;
        const now = candleStart(Number(chain.head.timestamp), seconds);
        const from = Math.max(last.time + step, now - (FLAT_CANDLES - 1) * step);
        const flat: CandleEntry[] = [];
        for (let time = from; time <= now; time += step) {
          last = flatBar(last, time);
          flat.push(last);
        }
        return new Several(flat.map(show));
      },
    };
  },
});
