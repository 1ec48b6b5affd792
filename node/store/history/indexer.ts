/**
 * Brings the history up to the chain, off the hot path: one block after the other, each with the cursor in one atomic
 * batch, so that a crash loses nothing and repeats nothing. Blocks come from a bounded memory of the latest ones or,
 * after a restart or a burst, from the block store. What is written here can always be derived again, so it is not
 * synced.
 */
import { concatBytes, equalBytes } from "../../primitives/bytes.ts";
import type { BlockStore, StoredBlock } from "../port.ts";
import { BlockRows } from "./block-rows.ts";
import { ChangeRows } from "./change-rows.ts";
import type { HistoryDatabase } from "./database.ts";
import { readAccrued } from "./held-rows.ts";
import { key } from "./keys.ts";
import { LedgerRows } from "./ledger-rows.ts";
import { OpenBars } from "./open-bars.ts";
import type { Indexed } from "./progress.ts";
import { HISTORY_VERSION, Table } from "./tables.ts";

/** Latest blocks kept in memory for indexing; older ones are read back from the block store. */
export const RECENT_BLOCKS = 256;

export interface IndexerEvents {
  /** Called after a block is in the history. Must not throw. */
  onIndexed(indexed: Indexed): void;
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
  readonly #rows: BlockRows;
  readonly #ledger: LedgerRows;
  readonly #changes: ChangeRows;
  readonly #openBars: OpenBars;
  readonly #recent = new Map<bigint, RecentBlock>();
  #indexed = -1n;
  #wanted = -1n;
  #working: Promise<void> | undefined;
  #closed = false;

  constructor(
    options: { readonly domainSeparator: Uint8Array; readonly events: IndexerEvents },
    dependencies: { db: HistoryDatabase; blocks: Pick<BlockStore, "get" | "head"> },
  ) {
    this.#events = options.events;
    this.#ledger = new LedgerRows(dependencies);
    this.#rows = new BlockRows(options.domainSeparator, this.#ledger);
    this.#changes = new ChangeRows(dependencies);
    this.#openBars = new OpenBars(dependencies);
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
    this.#rows.start(await readAccrued(this.#db));
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
    // A chained batch: an array of operations costs twice as much for each row.
    const batch = this.#db.batch();
    const { accrued, bars, changes, events, place } = this.#rows.write(block, digests, batch);
    await this.#changes.join(changes, events, place, batch);
    const candles = await this.#openBars.join(bars, batch);
    await this.#ledger.join(place, batch);
    batch.put(CURSOR, cursorValue(block));
    await batch.write();
    this.#indexed = block.number;
    this.#events.onIndexed({ number: block.number, candles, accrued });
  }
}
