/** Bars of a market. All trades of a block share its time, so a block adds one small bar to each interval. */
import type { CandleEntry } from "./entries.ts";

/** Intervals in seconds, by the name traders use. */
export const CANDLE_INTERVALS = {
  "1m": 60,
  "3m": 180,
  "5m": 300,
  "15m": 900,
  "30m": 1_800,
  "1h": 3_600,
  "2h": 7_200,
  "4h": 14_400,
  "8h": 28_800,
  "12h": 43_200,
  "1d": 86_400,
} as const;

export type CandleInterval = keyof typeof CANDLE_INTERVALS;

/** A bar that a block changed. */
export interface CandleChange {
  readonly market: number;
  readonly interval: CandleInterval;
  readonly candle: CandleEntry;
}

/** The bars of one block, by market. */
export type BlockBars = ReadonlyMap<number, CandleEntry>;

/** Start, in ms, of the bar of `interval` seconds that holds `time`. */
export function candleStart(time: number, interval: number): number {
  return time - (time % (interval * 1_000));
}

/** The bar of one trade. */
export function barOf(trade: { price: number; lots: number; notional: bigint }, time: number): CandleEntry {
  const { price, lots, notional } = trade;
  return { time, open: price, high: price, low: price, close: price, lots, notional, trades: 1 };
}

/** `earlier` followed by `later`, as one bar that starts with the earlier one. */
export function joinBars(earlier: CandleEntry, later: CandleEntry): CandleEntry {
  return {
    time: earlier.time,
    open: earlier.open,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    lots: earlier.lots + later.lots,
    notional: earlier.notional + later.notional,
    trades: earlier.trades + later.trades,
  };
}
