/** The last 24 hours of every market, kept from the history's minute bars as they change. */
import type { CandleChange, CandleEntry } from "../store/history/index.ts";
import type { HistoryReader } from "./dependencies.ts";
import { DAY_BARS } from "./limits.ts";

const MINUTE_MS = 60_000;
const SECONDS = 60;

/** Prices in ticks. */
export interface DayFigures {
  /** The last price of before the 24 hours; of a younger market its first one. undefined = it never traded. */
  readonly before: number | undefined;
  /** undefined = nothing traded within. */
  readonly high: number | undefined;
  readonly low: number | undefined;
  readonly lots: number;
  /** Usd6. */
  readonly notional: bigint;
  readonly trades: number;
}

/** The bars of one market, one for each minute that traded. */
export class DayBars {
  /** Oldest first; at most {@link DAY_BARS}, and what a read has not dropped yet. */
  #bars: CandleEntry[] = [];
  #before: number | undefined;
  #figures: DayFigures | undefined;

  /** The last price of before the bars, where none of them tells it. */
  begin(before: number): void {
    this.#before ??= before;
    this.#figures = undefined;
  }

  /** Takes a bar as it stands; one with fewer trades than the known one is older news. */
  take(bar: CandleEntry): void {
    if (bar.trades === 0) return;
    this.#figures = undefined;
    let at = this.#bars.length;
    while (at > 0 && this.#bars[at - 1]!.time > bar.time) at--;
    const known = this.#bars[at - 1];
    if (known?.time !== bar.time) this.#bars.splice(at, 0, bar);
    else if (bar.trades > known.trades) this.#bars[at - 1] = bar;
    if (this.#bars.length > DAY_BARS) this.#before = this.#bars.shift()!.close;
  }

  /** The 24 hours that end with the minute of `now` (ms). Work: its bars, once for each change. */
  figures(now: number): DayFigures {
    const start = now - (now % MINUTE_MS) - (DAY_BARS - 1) * MINUTE_MS;
    while (this.#bars.length > 0 && this.#bars[0]!.time < start) {
      this.#before = this.#bars.shift()!.close;
      this.#figures = undefined;
    }
    this.#figures ??= this.#sum();
    return this.#figures;
  }

  #sum(): DayFigures {
    const bars = this.#bars;
    return {
      before: this.#before ?? bars[0]?.open,
      high: bars.length === 0 ? undefined : bars.reduce((most, { high }) => Math.max(most, high), 0),
      low: bars.length === 0 ? undefined : bars.reduce((least, { low }) => Math.min(least, low), Infinity),
      lots: bars.reduce((sum, { lots }) => sum + lots, 0),
      notional: bars.reduce((sum, { notional }) => sum + notional, 0n),
      trades: bars.reduce((sum, { trades }) => sum + trades, 0),
    };
  }
}

export class Days {
  readonly #history: Pick<HistoryReader, "candles">;
  readonly #markets = new Map<number, DayBars>();

  constructor(dependencies: { readonly history: Pick<HistoryReader, "candles"> }) {
    this.#history = dependencies.history;
  }

  /** Reads what the history has up to `now` (ms) of `markets`; changes that come meanwhile are kept. */
  async load(markets: readonly number[], now: number): Promise<void> {
    for (const market of markets) {
      const from = now - (DAY_BARS + 1) * MINUTE_MS;
      // The first of them may be flat: it holds the price of before.
      const bars = await this.#history.candles(market, SECONDS, from, now, DAY_BARS + 2);
      const [first] = bars;
      const day = this.#of(market);
      if (first !== undefined && first.trades === 0) day.begin(first.close);
      for (const bar of bars) day.take(bar);
    }
  }

  onCandles(changes: readonly CandleChange[]): void {
    for (const { candle, interval, market } of changes) if (interval === "1m") this.#of(market).take(candle);
  }

  figures(market: number, now: number): DayFigures {
    return this.#of(market).figures(now);
  }

  #of(market: number): DayBars {
    const known = this.#markets.get(market) ?? new DayBars();
    this.#markets.set(market, known);
    return known;
  }
}
