import type { MetaKey } from "./namespaces.ts";

/** One sealed block as the store keeps it. Hashes are 32 bytes. */
export interface StoredBlock {
  readonly number: bigint;
  /** Milliseconds since the Unix epoch; of a void block the time of the state, which it left as it was. */
  readonly timestamp: bigint;
  /** The exact input bytes of the engine; of a void block whatever was published in its place, maybe nothing. */
  readonly bytes: Uint8Array;
  /** The slot holds nothing that counts: no receipts, and the state root of the block before (docs/spec/derivation.md). */
  readonly isVoid?: true;
  /** The engine's output records, as they came (docs/spec/receipts.md). */
  readonly receipts: Uint8Array;
  readonly inputRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly hash: Uint8Array;
  readonly parentHash: Uint8Array;
}

/** What the batch poster has done so far; written before and after every outside effect. */
export interface BatchRecord {
  readonly index: number;
  readonly firstBlock: bigint;
  readonly lastBlock: bigint;
  readonly commitment: Uint8Array;
  readonly batchRoot: Uint8Array;
  readonly stage: "prepared" | "included" | "appended";
  readonly pointer?: import("../da/port.ts").DaPointer;
  readonly l1Transaction?: `0x${string}`;
}

/** How many blocks of a chain are void; `newest` is the number of the last of them. */
export interface VoidBlocks {
  readonly count: number;
  readonly newest: bigint | undefined;
}

/** Where L1 has something that the chain knows by its index. */
export interface L1Transaction {
  /** An Inbox message by its index, or the payment of a withdrawal by its leaf. */
  readonly what: "message" | "payment";
  readonly index: bigint;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

/**
 * Must clauses:
 * - `append` must be one synced atomic write: after it resolves the block survives `kill -9` and power loss; before, nothing of it is visible.
 * - `append` may be called again before the previous call resolved; blocks become durable in the order of the calls. Block
 *   0 comes first; a block that does not follow the previous one is refused (`STORE_NOT_NEXT`) and changes nothing.
 * - a failed write must be final: every later write is refused (`STORE_FAILED`) until the store is opened, and thereby verified, again.
 * - opening must verify the hash chain from genesis to the head and name the first hole (`STORE_CORRUPT`).
 * - a second process on the same folder must be refused (`STORE_LOCKED`).
 */
export interface BlockStore {
  readonly head: StoredBlock | undefined;
  /** Of all durable blocks, not only of those since the store was opened. */
  readonly voidBlocks: VoidBlocks;
  append(block: StoredBlock): Promise<void>;
  get(number: bigint): Promise<StoredBlock | undefined>;
  /** Blocks `first..last` in order, streamed. */
  range(first: bigint, last: bigint): AsyncIterable<StoredBlock>;
  putBatch(record: BatchRecord): Promise<void>;
  batches(fromIndex: number): AsyncIterable<BatchRecord>;
  /** Small durable values of other rooms (cursors), synced. Keys are listed in `node/store/namespaces.ts`. */
  getMeta(key: MetaKey): Promise<Uint8Array | undefined>;
  putMeta(key: MetaKey, value: Uint8Array): Promise<void>;
  /** The transactions of L1 that delivered messages and paid withdrawals, in one synced write. A later word replaces an earlier one. */
  putL1Transactions(entries: readonly L1Transaction[]): Promise<void>;
  /** The hash, or undefined where it was never put: an older database does not know what came before. */
  getL1Transaction(what: L1Transaction["what"], index: bigint): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}
