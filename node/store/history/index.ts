/** The history of the chain: what the state forgets once it happened (docs/spec/api.md serves it). */
import type { SealedBlock } from "../../sequencer/port.ts";
import type { BlockStore, StoredBlock } from "../port.ts";
import type { CandleChange } from "./candles.ts";
import type { HistoryDatabase } from "./database.ts";
import { Indexer } from "./indexer.ts";
import { type Indexed, Progress } from "./progress.ts";
import { HistoryQueries } from "./queries.ts";

export { CANDLE_INTERVALS, type CandleChange, type CandleInterval, candleStart } from "./candles.ts";
export type { HistoryDatabase } from "./database.ts";
export type * from "./entries.ts";
export { type EventEntry, eventEntries } from "./event-entries.ts";
export { flatBar } from "./flat-bars.ts";
export type { Page } from "./pages.ts";

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
  /** Called after each block that the history took. Must not throw. */
  readonly onIndexed?: (indexed: Indexed) => void;
}

export class History extends HistoryQueries {
  readonly #db: HistoryDatabase;
  readonly #indexer: Indexer;
  readonly #progress = new Progress();

  private constructor(options: HistoryOptions, dependencies: HistoryDependencies) {
    super(dependencies);
    this.#db = dependencies.db;
    this.#indexer = new Indexer(
      {
        domainSeparator: options.domainSeparator,
        events: {
          onIndexed: (indexed) => {
            this.#progress.advance(indexed);
            options.onIndexed?.(indexed);
          },
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
    history.#progress.start(await history.#indexer.start());
    return history;
  }

  /** Last block that queries see, -1 while there is none. */
  get indexed(): bigint {
    return this.#indexer.indexed;
  }

  /** Listener for `Chain.onBlock`: takes note and returns at once. */
  readonly onBlock = (sealed: SealedBlock): void => this.onStored(sealed.block, sealed.digests);

  /** Takes note of a durable block and returns at once. */
  onStored(block: StoredBlock, digests?: Uint8Array): void {
    this.#indexer.add(block, digests);
  }

  /** Called with the bars that changed, after each block that traded. Returns the unsubscribe function. */
  onCandles(listener: (candles: readonly CandleChange[]) => void): () => void {
    return this.#progress.onCandles(listener);
  }

  /** Called with the number of each block in which funding accrued, once `funding` has its entries. Returns the unsubscribe function. */
  onFunding(listener: (number: bigint) => void): () => void {
    return this.#progress.onFunding(listener);
  }

  /** Resolves once block `number` is indexed; throws `HISTORY_BEHIND` after `timeoutMs`. */
  reached(number: bigint, timeoutMs: number): Promise<void> {
    return this.#progress.reached(number, timeoutMs);
  }

  /** Finishes the block under way and closes the database. */
  async close(): Promise<void> {
    await this.#indexer.close();
    await this.#db.close();
  }
}
