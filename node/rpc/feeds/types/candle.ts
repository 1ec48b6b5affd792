import { Type } from "typebox";
import { CANDLE_INTERVALS, type CandleEntry, candleStart, flatBar } from "../../../store/history/index.ts";
import { SNAPSHOT_CANDLES } from "../../limits.ts";
import { candle, candleSchema, intervalSchema } from "../../present/candle.ts";
import { coin, list, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

/**
 * A market's bars: the latest ones, oldest first, then the bar that each block changed, as a list of one; within a second of an interval's
 * begin its flat bar, if nothing has traded in it (after a pause of the chain those in between too).
 */
export const candleFeed = defineFeed({
  type: "candle",
  schema: strict({ type: Type.Literal("candle"), coin, interval: intervalSchema }),
  snapshots: list(candleSchema),
  updates: list(candleSchema),
  key: (subscription, { markets }) =>
    `candle:${markets.bySymbol(subscription.coin).symbol}:${subscription.interval}`,
  open({ coin: symbol, interval }, { chain, markets, history }) {
    const market = markets.bySymbol(symbol);
    const seconds = CANDLE_INTERVALS[interval];
    const step = seconds * 1_000;
    const show = (bars: readonly CandleEntry[]) => bars.map((bar) => candle(bar, interval, market));
    let last: CandleEntry | undefined;
    return {
      async snapshot() {
        const now = Number(chain.head.timestamp);
        const from = now - SNAPSHOT_CANDLES * step;
        const bars = await history.candles(market.id, seconds, from, now, SNAPSHOT_CANDLES);
        const end = bars.at(-1);
        if (end !== undefined && end.time >= (last?.time ?? 0)) last = end;
        return show(bars);
      },
      onCandles(changes) {
        const change = changes.find((item) => item.market === market.id && item.interval === interval);
        if (change === undefined) return undefined;
        last = change.candle;
        return show([last]);
      },
      onTick() {
        // While the history is behind, a trade of the bar before may still come.
        if (last === undefined || history.indexed < chain.head.number) return undefined;
        const now = candleStart(Number(chain.head.timestamp), seconds);
        const from = Math.max(last.time + step, now - (SNAPSHOT_CANDLES - 1) * step);
        const flat: CandleEntry[] = [];
        for (let time = from; time <= now; time += step) {
          last = flatBar(last, time);
          flat.push(last);
        }
        return flat.length === 0 ? undefined : show(flat);
      },
    };
  },
});
