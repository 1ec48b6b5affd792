/** An L1 message as the Inbox delivered it (docs/spec/wire.md W3). */
export interface InboxMessage {
  readonly kind: number;
  readonly index: bigint;
  readonly l1Block: bigint;
  /** Seconds. */
  readonly l1Time: bigint;
  readonly sender: Uint8Array;
  readonly payload: Uint8Array;
}

/** What the sequencer and derivation need to know of L1. Everything here is confirmed to the configured depth. */
export interface L1View {
  /** Latest confirmed L1 block: number and time in seconds. */
  origin(): { readonly number: bigint; readonly time: bigint };
  /** Confirmed messages from `index` on, in order, at most `limit`, gap-free. */
  messages(fromIndex: bigint, limit: number): readonly InboxMessage[];
  /** Messages with `time + forceDelay <= seconds`, among the confirmed ones. */
  dueCount(seconds: bigint): bigint;
}

/** A batch as the Inbox recorded it. */
export interface L1Batch {
  readonly index: number;
  readonly firstBlock: bigint;
  readonly lastBlock: bigint;
  readonly lastTimestamp: bigint;
  readonly inboxCursor: bigint;
  readonly pointer: import("../da/port.ts").DaPointer;
  readonly batchRoot: Uint8Array;
  readonly l1Block: bigint;
}

/** Finality of the chain, by block number: every block up to the number has at least that finality. */
export interface FinalityHeights {
  readonly soft: bigint;
  readonly published: bigint;
  readonly asserted: bigint;
  readonly final: bigint;
}

export type Finality = "soft" | "published" | "asserted" | "final";

/** The finality of block `number` under `heights`; `soft` when nothing stronger holds. */
export function finalityOf(number: bigint, heights: FinalityHeights): Finality {
  if (number <= heights.final) return "final";
  if (number <= heights.asserted) return "asserted";
  if (number <= heights.published) return "published";
  return "soft";
}
