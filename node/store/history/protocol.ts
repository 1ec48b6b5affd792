/** What the history's thread and the node say to each other. */
import type { StoredBlock } from "../port.ts";
import type { Indexed } from "./progress.ts";
import type { HistoryQueries } from "./queries.ts";

/** The reads that the thread answers. */
export const QUERIES = [
  "fills",
  "trades",
  "funding",
  "ledger",
  "fundingRates",
  "deposits",
  "transfers",
  "payouts",
  "transaction",
  "message",
  "messagesOf",
  "withdrawal",
  "withdrawals",
  "order",
  "ordersByIds",
  "orderByClientId",
  "orders",
  "candles",
] as const satisfies readonly (keyof HistoryQueries)[];
export type Query = (typeof QUERIES)[number];

export interface ThreadData {
  readonly path: string;
  readonly domainSeparator: Uint8Array;
  /** Newest block of the store at the start. */
  readonly head: StoredBlock | undefined;
}

export type ToThread =
  | { readonly type: "block"; readonly block: StoredBlock; readonly digests?: Uint8Array }
  | { readonly type: "query"; readonly id: number; readonly query: Query; readonly args: readonly unknown[] }
  | { readonly type: "stored"; readonly id: number; readonly block: StoredBlock | undefined }
  | { readonly type: "close" };

/** An error's code and message: NovateErrors do not survive the way between threads. */
export interface ThreadError {
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type FromThread =
  | { readonly type: "ready"; readonly indexed: bigint }
  | ({ readonly type: "indexed" } & Indexed)
  | { readonly type: "get"; readonly id: number; readonly number: bigint }
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "refused"; readonly id: number; readonly error: ThreadError }
  | { readonly type: "stopped"; readonly error: ThreadError }
  | { readonly type: "closed" };
