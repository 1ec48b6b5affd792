/** Bars of the intervals in which nothing traded: flat, at the last price. */
import { candleStart } from "./candles.ts";
import type { CandleEntry } from "./entries.ts";

/** The bar after `bar` while nothing trades. */
export function flatBar({ close }: CandleEntry, time: number): CandleEntry {
  return { time, open: close, high: close, low: close, close, lots: 0, notional: 0n, trades: 0 };
}

export interface BarRange {
  /** Seconds. */
  readonly interval: number;
  /** First and last start, ms. */
  readonly from: number;
  readonly to: number;
  /** Most bars of the answer. */
  readonly most: number;
}

/** `bars`, oldest first, with flat ones in every gap; `earlier` is the last one before `from`. Work: `most` bars. */
export function withFlatBars(
  bars: readonly CandleEntry[],
  earlier: CandleEntry | undefined,
  { interval, from, to, most }: BarRange,
): CandleEntry[] {
  const step = interval * 1_000;
  const first = earlier === undefined ? bars[0]?.time : candleStart(from + step - 1, interval);
  if (first === undefined) return [];
  const all: CandleEntry[] = [];
  let last = earlier;
  let next = 0;
  for (let time = first; time <= to && all.length < most; time += step) {
    const traded = bars[next]?.time === time ? bars[next++] : undefined;
    last = traded ?? flatBar(last!, time);
    all.push(last);
  }
  return all;
}
