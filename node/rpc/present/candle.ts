import type { CandleEntry, CandleInterval } from "../../store/history/index.ts";
import { CANDLE_INTERVALS } from "../../store/history/index.ts";
import { px, sz } from "../format.ts";
import type { Market } from "../markets.ts";

/** A bar in the letters traders' charts know: t and T are its first and last ms, i its interval, n its trades. */
export function candle(entry: CandleEntry, interval: CandleInterval, market: Market) {
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
