/**
 * The append-only table of database namespaces: the first byte of every key. A number is never reused, a retired one
 * keeps its row. Blocks come first in key order, so that a compaction of the small, often rewritten rows behind them
 * never has to move old blocks.
 */
export const Namespace = {
  /** `u64 number` (big-endian) -> block record (`block-record.ts`). */
  Block: 0x01,
  /** `u32 index` (big-endian) -> sealed batch record (`batch-record.ts`). */
  Batch: 0x10,
  /** `u8 what, u64 index` (big-endian) -> sealed 32 B hash: the L1 transaction of an Inbox message or of a payment. */
  L1Transaction: 0x11,
  /** ASCII key of {@link META_KEYS} -> sealed bytes of the room that owns the key. */
  Meta: 0x20,
  /** Empty -> sealed `u64 number, 32 B hash`: the newest block, written in the same batch as the block. */
  Head: 0x30,
  /** `u32 slot` (big-endian) -> sealed `u64 sequence`: the ring of `journal.ts`. */
  Journal: 0x31,
  /** Empty -> sealed `u32 version`. */
  Format: 0x3f,
} as const;

/** Version of the database layout; another one is refused with `STORE_VERSION`. */
export const FORMAT_VERSION = 2;

/** Every key other rooms may keep a small durable value under. Append only; the owner is the part before the slash. */
export const META_KEYS = [
  /** SHA-256 of the genesis block's bytes: a store of another chain is refused. */
  "chain/genesis",
  /** Next batch index to derive (u32, big-endian). */
  "derivation/next-batch",
  "bridge/inbox",
  "bridge/poster",
  "bridge/asserter",
  "bridge/withdrawals",
  "da/head",
  /** The submission in flight or the last one, JSON (`node/da/celestia/submitter/`). */
  "da/submission",
  /** First batch whose ruling on data may still change (u32, big-endian). */
  "bridge/rulings",
] as const;

export type MetaKey = (typeof META_KEYS)[number];

/** Largest value `putMeta` takes, in bytes. */
export const MAX_META_BYTES = 1024 * 1024;
