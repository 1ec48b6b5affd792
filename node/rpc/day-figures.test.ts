import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CandleEntry } from "../store/history/index.ts";
import { DayBars, Days } from "./day-figures.ts";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

interface Trade {
  readonly time: number;
  readonly price: number;
  readonly lots: number;
}

/** The bars of each minute, as they stand after each trade. */
function barsOf(trades: readonly Trade[]): CandleEntry[] {
  const told: CandleEntry[] = [];
  for (const { lots, price, time } of trades) {
    const start = time - (time % MINUTE);
    const known = told.at(-1)?.time === start ? told.at(-1)! : undefined;
    told.push({
      time: start,
      open: known?.open ?? price,
      high: Math.max(known?.high ?? 0, price),
      low: Math.min(known?.low ?? Infinity, price),
      close: price,
      lots: (known?.lots ?? 0) + lots,
      notional: (known?.notional ?? 0n) + BigInt(price * lots),
      trades: (known?.trades ?? 0) + 1,
    });
  }
  return told;
}

function naive(trades: readonly Trade[], now: number) {
  const start = now - (now % MINUTE) + MINUTE - DAY;
  const within = trades.filter(({ time }) => time >= start);
  const prices = within.map(({ price }) => price);
  return {
    before: trades.filter(({ time }) => time < start).at(-1)?.price ?? trades[0]?.price,
    high: prices.length === 0 ? undefined : Math.max(...prices),
    low: prices.length === 0 ? undefined : Math.min(...prices),
    lots: within.reduce((sum, { lots }) => sum + lots, 0),
    notional: within.reduce((sum, { lots, price }) => sum + BigInt(price * lots), 0n),
    trades: within.length,
  };
}

const steps = fc.array(
  fc.record({
    wait: fc.oneof(fc.nat(3 * MINUTE), fc.nat(DAY), fc.constant(DAY)),
    price: fc.integer({ min: 1, max: 999 }),
    lots: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe("the figures of a day", () => {
  it("are those of the trades of the last 24 hours, whatever came before", () => {
    fc.assert(
      fc.property(steps, fc.nat(2 * DAY), (items, later) => {
        let now = 1_790_000_000_000;
        const trades: Trade[] = [];
        const bars = new DayBars();
        for (const { lots, price, wait } of items) {
          now += wait;
          trades.push({ time: now, price, lots });
          bars.take(barsOf(trades).at(-1)!);
          expect(bars.figures(now)).toEqual(naive(trades, now));
        }
        expect(bars.figures(now + later)).toEqual(naive(trades, now + later));
      }),
    );
  });

  it("are the same when part of them is read while others come", async () => {
    const start = 1_790_000_040_000;
    const trades = Array.from({ length: 30 }, (_, i) => ({
      time: start + i * 50 * MINUTE,
      price: 100 + ((i * 37) % 41),
      lots: 1 + i,
    }));
    const told = barsOf(trades);
    const now = trades.at(-1)!.time;
    // The history holds all but the last five, the last of them as it was a trade ago; they come while it is read.
    const days: Days = new Days({
      history: {
        async candles(_market, _interval, from, to) {
          for (const candle of told.slice(-6)) days.onCandles([{ market: 0, interval: "1m", candle }]);
          const known = told.slice(0, -5).filter(({ time }) => time >= from && time <= to);
          const earlier = told.findLast(({ time }) => time < from)!;
          const flat = {
            ...earlier,
            time: from - (from % MINUTE) + MINUTE,
            lots: 0,
            notional: 0n,
            trades: 0,
          };
          return [flat, ...known];
        },
      },
    });
    await days.load([0], now);
    expect(days.figures(0, now)).toEqual(naive(trades, now));
    expect(days.figures(7, now)).toMatchObject({ before: undefined, high: undefined, lots: 0, notional: 0n });
  });
});
