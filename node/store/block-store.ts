/** The block store on LevelDB. All writes go through one queue, each is one synced atomic batch. */
import type { Level } from "level";
import { bigEndian, equalBytes } from "../primitives/bytes.ts";
import { errorMessage, NovateError } from "../primitives/error.ts";
import { decodeBatch, encodeBatch } from "./batch-record.ts";
import { decodeBlock, encodeBlock } from "./block-record.ts";
import { journalRow } from "./journal.ts";
import { batchKey, blockKey, headKey, l1TransactionKey, metaKey, wholeNamespace } from "./keys.ts";
import { MAX_META_BYTES, type MetaKey, Namespace } from "./namespaces.ts";
import type { BatchRecord, BlockStore, L1Transaction, StoredBlock, VoidBlocks } from "./port.ts";
import { seal, unseal } from "./seal.ts";
import { countedVoid } from "./verify.ts";
import type { Witness } from "./witness.ts";

/** Writes that may wait for the disk at once; one more is refused with `STORE_BUSY`. */
export const MAX_PENDING_WRITES = 1024;
/** What an iteration holds in memory at a time. */
export const READ_AHEAD_BYTES = 1024 * 1024;

/** In the key; append only. */
const L1_WHAT = { message: 1, payment: 2 } as const;

export type Database = Level<Uint8Array, Uint8Array>;

interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Where the verified database ends; `open.ts` finds it. */
export interface VerifiedEnd {
  readonly head: StoredBlock | undefined;
  readonly voidBlocks: VoidBlocks;
  /** Synced writes so far. */
  readonly sequence: bigint;
}

export class LevelBlockStore implements BlockStore {
  readonly #db: Database;
  readonly #witness: Witness;
  #head: StoredBlock | undefined;
  #voidBlocks: VoidBlocks;
  /** Newest block handed to `append`, durable or not yet. */
  #newest: { readonly number: bigint; readonly hash: Uint8Array } | undefined;
  #sequence: bigint;
  #queue: Promise<unknown> = Promise.resolve();
  #pending = 0;
  #failure: NovateError | undefined;

  constructor(end: VerifiedEnd, { db, witness }: { db: Database; witness: Witness }) {
    this.#db = db;
    this.#witness = witness;
    this.#head = end.head;
    this.#voidBlocks = end.voidBlocks;
    this.#newest = end.head;
    this.#sequence = end.sequence;
  }

  get head(): StoredBlock | undefined {
    return this.#head;
  }

  get voidBlocks(): VoidBlocks {
    return this.#voidBlocks;
  }

  append(block: StoredBlock): Promise<void> {
    const parent = this.#newest;
    const expected = parent === undefined ? 0n : parent.number + 1n;
    if (block.number !== expected || (parent !== undefined && !equalBytes(block.parentHash, parent.hash))) {
      const got = `block ${block.number}`;
      return Promise.reject(
        new NovateError("STORE_NOT_NEXT", `expected block ${expected} on the newest hash, got ${got}`),
      );
    }
    const head = new Uint8Array([...bigEndian(block.number, 8), ...block.hash]);
    const rows = [
      { key: blockKey(block.number), value: encodeBlock(block) },
      { key: headKey, value: seal(headKey, head) },
    ];
    const written = this.#write(rows, () => {
      this.#head = block;
      this.#voidBlocks = countedVoid(this.#voidBlocks, block);
    });
    this.#newest = block;
    return written;
  }

  async get(number: bigint): Promise<StoredBlock | undefined> {
    if (number < 0n) return undefined;
    const record = (await this.#db.get(blockKey(number))) as Uint8Array | undefined;
    return record === undefined ? undefined : decodeBlock(number, record);
  }

  async *range(first: bigint, last: bigint): AsyncIterable<StoredBlock> {
    let expected = first;
    if (last < first) return;
    const bounds = { gte: blockKey(first), lte: blockKey(last), highWaterMarkBytes: READ_AHEAD_BYTES };
    for await (const [, record] of this.#db.iterator(bounds)) yield decodeBlock(expected++, record);
  }

  putBatch(record: BatchRecord): Promise<void> {
    const key = batchKey(record.index);
    return this.#write([{ key, value: seal(key, encodeBatch(record)) }]);
  }

  async *batches(fromIndex: number): AsyncIterable<BatchRecord> {
    const { lt } = wholeNamespace(Namespace.Batch);
    for await (const [key, row] of this.#db.iterator({ gte: batchKey(fromIndex), lt })) {
      yield decodeBatch(unseal(key, row, "batch record"));
    }
  }

  async getMeta(name: MetaKey): Promise<Uint8Array | undefined> {
    const key = metaKey(name);
    const row = (await this.#db.get(key)) as Uint8Array | undefined;
    return row === undefined ? undefined : unseal(key, row, `value of ${name}`);
  }

  async putMeta(name: MetaKey, value: Uint8Array): Promise<void> {
    const key = metaKey(name);
    if (value.length > MAX_META_BYTES) {
      throw new NovateError(
        "STORE_VALUE_TOO_LARGE",
        `expected at most ${MAX_META_BYTES} bytes, got ${value.length}`,
      );
    }
    await this.#write([{ key, value: seal(key, value) }]);
  }

  async putL1Transactions(entries: readonly L1Transaction[]): Promise<void> {
    if (entries.length === 0) return;
    const rows = entries.map(({ what, index, hash }) => {
      const key = l1TransactionKey(L1_WHAT[what], index);
      return { key, value: seal(key, hash) };
    });
    await this.#write(rows);
  }

  async getL1Transaction(what: L1Transaction["what"], index: bigint): Promise<Uint8Array | undefined> {
    const key = l1TransactionKey(L1_WHAT[what], index);
    const row = (await this.#db.get(key)) as Uint8Array | undefined;
    return row === undefined ? undefined : unseal(key, row, `L1 transaction of ${what} ${index}`);
  }

  async close(): Promise<void> {
    this.#failure ??= new NovateError("STORE_CLOSED", "expected an open store, it was closed");
    await this.#queue;
    await this.#witness.close();
    await this.#db.close();
  }

  /** Queues one synced atomic batch; `durable` runs after it is on disk and before the promise resolves. */
  #write(rows: Row[], durable?: () => void): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#pending >= MAX_PENDING_WRITES) {
      const busy = `expected at most ${MAX_PENDING_WRITES} writes waiting for the disk`;
      return Promise.reject(new NovateError("STORE_BUSY", busy));
    }
    this.#pending++;
    const done = this.#queue.then(() => this.#commit(rows, durable));
    // The mark needs no sync of its own and delays no acknowledgement, only the next write.
    this.#queue = done.then(
      () => this.#mark(),
      () => undefined,
    );
    return done.finally(() => {
      this.#pending--;
    });
  }

  async #commit(rows: Row[], durable?: () => void): Promise<void> {
    if (this.#failure !== undefined && this.#failure.code === "STORE_FAILED") throw this.#failure;
    const all = [...rows, journalRow(this.#sequence + 1n)];
    try {
      await this.#db.batch(
        all.map(({ key, value }) => ({ type: "put" as const, key, value })),
        { sync: true },
      );
    } catch (error) {
      throw this.#fail(error);
    }
    this.#sequence++;
    durable?.();
  }

  async #mark(): Promise<void> {
    const head = this.#head;
    const blocks = head === undefined ? 0n : head.number + 1n;
    const headHash = head?.hash ?? new Uint8Array(32);
    await this.#witness
      .write({ sequence: this.#sequence, blocks, headHash })
      .catch((error) => this.#fail(error));
  }

  #fail(cause: unknown): NovateError {
    const message = `expected a synced write, got ${errorMessage(cause)}; restart to verify what is on disk`;
    this.#failure = new NovateError("STORE_FAILED", message, {}, { cause });
    return this.#failure;
  }
}
