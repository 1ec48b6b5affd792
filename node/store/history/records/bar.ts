/** A bar: 44 bytes and back. */
import type { CandleEntry } from "../entries.ts";
import { getWide, setWide } from "./wide.ts";

/** Times in ms, prices in ticks; `lots` is a sum, so as wide as a number is exact. */
export const barLayout = {
  size: 44,
  offset: { time: 0, open: 8, high: 12, low: 16, close: 20, lots: 24, trades: 32, notional: 36 },
} as const;

const { offset } = barLayout;

export function writeBar(bar: CandleEntry, out: DataView, to: number): void {
  setWide(out, to + offset.time, bar.time);
  out.setUint32(to + offset.open, bar.open, true);
  out.setUint32(to + offset.high, bar.high, true);
  out.setUint32(to + offset.low, bar.low, true);
  out.setUint32(to + offset.close, bar.close, true);
  setWide(out, to + offset.lots, bar.lots);
  out.setUint32(to + offset.trades, bar.trades, true);
  out.setBigUint64(to + offset.notional, bar.notional, true);
}

export function readBar(view: DataView, at: number): CandleEntry {
  return {
    time: getWide(view, at + offset.time),
    open: view.getUint32(at + offset.open, true),
    high: view.getUint32(at + offset.high, true),
    low: view.getUint32(at + offset.low, true),
    close: view.getUint32(at + offset.close, true),
    lots: getWide(view, at + offset.lots),
    trades: view.getUint32(at + offset.trades, true),
    notional: view.getBigUint64(at + offset.notional, true),
  };
}
