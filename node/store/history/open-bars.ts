/**
 * The bars that trades still change. They lie in one row a market, which every block that traded there overwrites; a bar gets a row of
 * its own when a later one of its interval begins.
 */
import { viewOf } from "../../primitives/bytes.ts";
import {
  type BlockBars,
  CANDLE_INTERVALS,
  type CandleChange,
  type CandleInterval,
  candleStart,
  joinBars,
} from "./candles.ts";
import type { HistoryDatabase } from "./database.ts";
import type { CandleEntry } from "./entries.ts";
import { key } from "./keys.ts";
import { barLayout, readBar, writeBar } from "./records/bar.ts";
import type { RowSink } from "./row-sink.ts";
import { Table } from "./tables.ts";

const INTERVALS = Object.keys(CANDLE_INTERVALS) as CandleInterval[];

export class OpenBars {
  readonly #db: Pick<HistoryDatabase, "get">;
  /** By market, in the order of {@link INTERVALS}; read from the database at first use. */
  readonly #bars = new Map<number, readonly CandleEntry[]>();

  constructor(dependencies: { readonly db: Pick<HistoryDatabase, "get"> }) {
    this.#db = dependencies.db;
  }

  /** Adds a block's bars, each with the block's time; puts the rows into `sink` and returns what changed. */
  async join(bars: BlockBars, sink: RowSink): Promise<CandleChange[]> {
    const changes: CandleChange[] = [];
    for (const [market, bar] of bars) {
      const open = this.#bars.get(market) ?? (await this.#read(market));
      const joined = INTERVALS.map((interval, i) => joinInto(open?.[i], bar, CANDLE_INTERVALS[interval]));
      INTERVALS.forEach((interval, i) => {
        const candle = joined[i]!;
        const over = open?.[i];
        if (over !== undefined && over.time !== candle.time) {
          const at = key(Table.Candle, market, CANDLE_INTERVALS[interval], BigInt(over.time));
          sink.put(at, rowOf([over]));
        }
        changes.push({ market, interval, candle });
      });
      this.#bars.set(market, joined);
      sink.put(key(Table.OpenBars, market), rowOf(joined));
    }
    return changes;
  }

  async #read(market: number): Promise<readonly CandleEntry[] | undefined> {
    const row = (await this.#db.get(key(Table.OpenBars, market))) as Uint8Array | undefined;
    return row && readBars(row);
  }
}

function joinInto(open: CandleEntry | undefined, bar: CandleEntry, interval: number): CandleEntry {
  const time = candleStart(bar.time, interval);
  return open?.time === time ? joinBars(open, bar) : { ...bar, time };
}

function rowOf(bars: readonly CandleEntry[]): Uint8Array {
  const row = new Uint8Array(bars.length * barLayout.size);
  bars.forEach((bar, i) => {
    writeBar(bar, viewOf(row), i * barLayout.size);
  });
  return row;
}

/** The bars of a row. */
export function readBars(row: Uint8Array): CandleEntry[] {
  return Array.from({ length: row.length / barLayout.size }, (_, i) =>
    readBar(viewOf(row), i * barLayout.size),
  );
}

/** The open bar of `interval` seconds in a row of `Table.OpenBars`; undefined for an interval that is not kept. */
export function openBar(row: Uint8Array, interval: number): CandleEntry | undefined {
  return readBars(row)[INTERVALS.findIndex((name) => CANDLE_INTERVALS[name] === interval)];
}
