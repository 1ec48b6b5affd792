import { type Static, Type } from "typebox";
import type { CandleEntry, CandleInterval } from "../../store/history/index.ts";
import { CANDLE_INTERVALS } from "../../store/history/index.ts";
import { px, sz } from "../format.ts";
import type { Market } from "../markets.ts";
import { coin, count, decimal, milliseconds, strict } from "../schema.ts";

export const intervalSchema = Type.Enum(Object.keys(CANDLE_INTERVALS) as CandleInterval[]);

export const candleSchema = strict(
  {
    t: milliseconds("first ms"),
    T: milliseconds("last ms"),
    s: coin,
    i: intervalSchema,
    o: decimal("open"),
    h: decimal("high"),
    l: decimal("low"),
    c: decimal("close"),
    v: decimal("volume in base units"),
    n: count("trades"),
  },
  "a bar",
);

/** A bar in the letters traders' charts know. */
export function candle(
  entry: CandleEntry,
  interval: CandleInterval,
  market: Market,
): Static<typeof candleSchema> {
  return {
    t: entry.time,
    T: entry.time + CANDLE_INTERVALS[interval] * 1_000 - 1,
    s: market.symbol,
    i: interval,
    o: px(entry.open, market),
    h: px(entry.high, market),
    l: px(entry.low, market),
    c: px(entry.close, market),
    v: sz(entry.lots, market),
    n: entry.trades,
  };
}
