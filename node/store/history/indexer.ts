/**
 * Brings the history up to the chain, off the hot path: one block after the other, each with the cursor in one atomic
 * batch, so that a crash loses nothing and repeats nothing. Blocks come from a bounded memory of the latest ones or,
 * after a restart or a burst, from the block store. What is written here can always be derived again, so it is not
 * synced.
 */
import type { Level } from "level";
import { concatBytes, equalBytes } from "../../primitives/bytes.ts";
import type { BlockStore, StoredBlock } from "../port.ts";
import { barOf, CANDLE_INTERVALS, type CandleInterval, candleStart, joinBars } from "./candles.ts";
import type { CandleEntry, TradeEntry } from "./entries.ts";
import { type BlockRows, indexBlock } from "./index-block.ts";
import { toIndexable } from "./indexable.ts";
import { key } from "./keys.ts";
import { decodeRow, encodeRow } from "./row.ts";
import { HISTORY_VERSION, Table } from "./tables.ts";

export type HistoryDatabase = Level<Uint8Array, Uint8Array>;

/** Latest blocks kept in memory for indexing; older ones are read back from the block store. */
export const RECENT_BLOCKS = 256;

/** A bar that a block changed. */
export interface CandleChange {
  readonly market: number;
  readonly interval: CandleInterval;
  readonly candle: CandleEntry;
}

export interface IndexerEvents {
  /** Called after block `number` is in the history. Must not throw. */
  onIndexed(number: bigint, candles: readonly CandleChange[]): void;
  /** The history stopped: it is behind from now on. Must not throw. */
  onError(error: unknown): void;
}

interface RecentBlock {
  readonly block: StoredBlock;
  readonly digests?: Uint8Array;
}

const CURSOR = key(Table.Cursor);

function cursorValue(block: StoredBlock): Uint8Array {
  return concatBytes([key(0, block.number).subarray(1), block.hash, key(0, HISTORY_VERSION).subarray(1)]);
}

export class Indexer {
  readonly #db: HistoryDatabase;
  readonly #blocks: Pick<BlockStore, "get" | "head">;
  readonly #events: IndexerEvents;
  readonly #separator: Uint8Array;
  readonly #recent = new Map<bigint, RecentBlock>();
  /** Latest bar of each market and interval, read from the database at first use. */
  readonly #bars = new Map<string, CandleEntry>();
  #indexed = -1n;
  #wanted = -1n;
  #working: Promise<void> | undefined;
  #closed = false;

  constructor(
    options: { readonly domainSeparator: Uint8Array; readonly events: IndexerEvents },
    dependencies: { db: HistoryDatabase; blocks: Pick<BlockStore, "get" | "head"> },
  ) {
    this.#events = options.events;
    this.#separator = options.domainSeparator;
    this.#db = dependencies.db;
    this.#blocks = dependencies.blocks;
  }

  /** The last block in the history, -1 while it is empty. */
  get indexed(): bigint {
    return this.#indexed;
  }

  /** Finds the cursor, which it returns; a history of another chain, version or future is cleared. Then catches up in the background. */
  async start(): Promise<bigint> {
    const cursor = (await this.#db.get(CURSOR)) as Uint8Array | undefined;
    if (cursor !== undefined) {
      const number = new DataView(cursor.buffer, cursor.byteOffset).getBigUint64(0);
      const block = await this.#blocks.get(number);
      if (block !== undefined && equalBytes(cursor, cursorValue(block))) this.#indexed = number;
      else await this.#db.clear();
    }
    const head = this.#blocks.head;
    if (head !== undefined) this.#want(head.number);
    return this.#indexed;
  }

  /** Takes note of a new block, and of its transactions' digests where they are known; returns at once. */
  add(block: StoredBlock, digests?: Uint8Array): void {
    this.#recent.set(block.number, { block, ...(digests && { digests }) });
    if (this.#recent.size > RECENT_BLOCKS) this.#recent.delete(this.#recent.keys().next().value!);
    this.#want(block.number);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
  }

  #want(number: bigint): void {
    if (number > this.#wanted) this.#wanted = number;
    if (this.#working !== undefined || this.#closed || this.#wanted <= this.#indexed) return;
    this.#working = this.#work()
      .catch((error) => {
        this.#closed = true;
        this.#events.onError(error);
      })
      .finally(() => {
        this.#working = undefined;
        if (!this.#closed) this.#want(this.#wanted);
      });
  }

  async #work(): Promise<void> {
    while (!this.#closed && this.#indexed < this.#wanted) {
      const next = this.#indexed + 1n;
      const recent = this.#recent.get(next);
      const block = recent?.block ?? (await this.#blocks.get(next));
      // Not durable yet as far as the store says: its `add` will come.
      if (block === undefined) return;
      await this.#index(block, recent?.digests);
      this.#recent.delete(next);
    }
  }

  async #index(block: StoredBlock, digests?: Uint8Array): Promise<void> {
    const { rows, trades }: BlockRows = indexBlock(toIndexable(block, this.#separator, digests));
    const candles = await this.#candles(trades);
    // A chained batch: an array of operations costs twice as much for each row.
    const batch = this.#db.batch();
    for (const row of rows) batch.put(row.key, row.value);
    for (const { market, interval, candle } of candles) {
      const seconds = CANDLE_INTERVALS[interval];
      batch.put(key(Table.Candle, market, seconds, BigInt(candle.time)), encodeRow(candle));
    }
    batch.put(CURSOR, cursorValue(block));
    await batch.write();
    this.#indexed = block.number;
    this.#events.onIndexed(block.number, candles);
  }

  async #candles(trades: readonly TradeEntry[]): Promise<CandleChange[]> {
    const bars = new Map<number, CandleEntry>();
    for (const trade of trades) {
      const bar = barOf(trade, trade.time);
      const earlier = bars.get(trade.market);
      bars.set(trade.market, earlier === undefined ? bar : joinBars(earlier, bar));
    }
    const changes: CandleChange[] = [];
    for (const [market, bar] of bars) {
      for (const interval of Object.keys(CANDLE_INTERVALS) as CandleInterval[]) {
        changes.push({ market, interval, candle: await this.#joinInto(market, interval, bar) });
      }
    }
    return changes;
  }

  async #joinInto(market: number, interval: CandleInterval, bar: CandleEntry): Promise<CandleEntry> {
    const name = `${market}/${interval}`;
    const start = candleStart(bar.time, CANDLE_INTERVALS[interval]);
    let current = this.#bars.get(name);
    if (current?.time !== start) {
      const stored = (await this.#db.get(
        key(Table.Candle, market, CANDLE_INTERVALS[interval], BigInt(start)),
      )) as Uint8Array | undefined;
      current = stored === undefined ? undefined : decodeRow<CandleEntry>(stored);
    }
    const joined = current === undefined ? { ...bar, time: start } : joinBars(current, bar);
    this.#bars.set(name, joined);
    return joined;
  }
}
