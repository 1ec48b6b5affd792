/** The history of the chain: what the state forgets once it happened (docs/spec/api.md serves it). */
import { NovateError } from "../../primitives/error.ts";
import type { SealedBlock } from "../../sequencer/port.ts";
import type { BlockStore } from "../port.ts";
import { type CandleChange, type HistoryDatabase, Indexer } from "./indexer.ts";
import { HistoryQueries } from "./queries.ts";

export { CANDLE_INTERVALS, type CandleInterval } from "./candles.ts";
export type * from "./entries.ts";
export { type EventEntry, eventEntries } from "./event-entries.ts";
export type { CandleChange, HistoryDatabase } from "./indexer.ts";
export type { Page } from "./queries.ts";

export interface HistoryDependencies {
  /** A database of its own, with `view` encodings of keys and values: the history can be rebuilt, blocks cannot. */
  readonly db: HistoryDatabase;
  readonly blocks: Pick<BlockStore, "get" | "head">;
}

export interface HistoryOptions {
  /** The chain's EIP-712 domain separator (header of the state): what hashes of transactions start from. */
  readonly domainSeparator: Uint8Array;
  /** Called once if indexing stops; the node goes on without newer history. */
  readonly onError: (error: unknown) => void;
}

export class History extends HistoryQueries {
  readonly #db: HistoryDatabase;
  readonly #indexer: Indexer;
  readonly #waiting = new Set<{ readonly number: bigint; readonly done: () => void }>();
  readonly #listeners = new Set<(candles: readonly CandleChange[]) => void>();

  private constructor(options: HistoryOptions, dependencies: HistoryDependencies) {
    super(dependencies);
    this.#db = dependencies.db;
    this.#indexer = new Indexer(
      {
        domainSeparator: options.domainSeparator,
        events: {
          onIndexed: (number, candles) => this.#onIndexed(number, candles),
          onError: options.onError,
        },
      },
      dependencies,
    );
  }

  /** Opens the database and starts catching up with the block store in the background. */
  static async open(options: HistoryOptions, dependencies: HistoryDependencies): Promise<History> {
    await dependencies.db.open();
    const history = new History(options, dependencies);
    await history.#indexer.start();
    return history;
  }

  /** Last block that queries see, -1 while there is none. */
  get indexed(): bigint {
    return this.#indexer.indexed;
  }

  /** Listener for `Chain.onBlock`: takes note and returns at once. */
  readonly onBlock = (sealed: SealedBlock): void => this.#indexer.add(sealed.block);

  /** Called with the bars that changed, after each block that traded. Returns the unsubscribe function. */
  onCandles(listener: (candles: readonly CandleChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves once block `number` is indexed; throws `HISTORY_BEHIND` after `timeoutMs`. */
  reached(number: bigint, timeoutMs: number): Promise<void> {
    if (this.indexed >= number) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiter = { number, done: () => finish(resolve) };
      const timer = setTimeout(() => {
        const message = `expected the history at block ${number}, got ${this.indexed}`;
        finish(() => reject(new NovateError("HISTORY_BEHIND", message, { indexed: this.indexed })));
      }, timeoutMs);
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        settle();
      };
      this.#waiting.add(waiter);
    });
  }

  /** Finishes the block under way and closes the database. */
  async close(): Promise<void> {
    await this.#indexer.close();
    await this.#db.close();
  }

  #onIndexed(number: bigint, candles: readonly CandleChange[]): void {
    for (const waiter of this.#waiting) if (waiter.number <= number) waiter.done();
    if (candles.length > 0) for (const listener of this.#listeners) listener(candles);
  }
}
