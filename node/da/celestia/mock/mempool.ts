import type { SquareBuilder } from "../codec/square.ts";

/** Blocks after which a waiting transaction is dropped (celestia-app: `Mempool.TTLNumBlocks`). */
export const TTL_BLOCKS = 36;
/** Transactions that wait for a block. */
export const MAX_MEMPOOL_TXS = 1_000;

/** What CometBFT's `tx_status` says of a transaction. */
export type TxStatus =
  | { readonly status: "COMMITTED"; readonly height: number; readonly index: number }
  | { readonly status: "PENDING" | "EVICTED" | "UNKNOWN" };

export interface Waiting {
  readonly tx: Uint8Array;
  /** Lower-case hexadecimal; absent for transactions nobody asks about. */
  readonly hash?: string;
  /** True when it moves the paying account's sequence. */
  readonly isOurs: boolean;
  readonly resolve?: (height: number) => void;
  /** Blocks yet to go before it may be included. */
  delay: number;
  /** Blocks it has waited. */
  age: number;
}

/** Transactions that wait, in the order of their arrival. */
export interface Mempool {
  readonly size: number;
  has(hash: string): boolean;
  add(tx: Omit<Waiting, "age">): void;
  /** Takes what fits the next block; what has waited too long is dropped. */
  take(builder: SquareBuilder): { readonly taken: readonly Waiting[]; readonly dropped: readonly Waiting[] };
  /** Drops everything of ours. */
  evict(): readonly Waiting[];
}

export function createMempool(): Mempool {
  let waiting: Waiting[] = [];
  return {
    get size() {
      return waiting.length;
    },
    has: (hash) => waiting.some((entry) => entry.hash === hash),
    add: (tx) => void waiting.push({ ...tx, age: 0 }),
    take(builder) {
      const taken = waiting.filter((entry) => entry.delay-- <= 0 && builder.add(entry.tx));
      const rest = waiting.filter((entry) => !taken.includes(entry));
      const dropped = rest.filter((entry) => ++entry.age >= TTL_BLOCKS);
      waiting = rest.filter((entry) => !dropped.includes(entry));
      return { taken, dropped };
    },
    evict() {
      const dropped = waiting.filter(({ isOurs }) => isOurs);
      waiting = waiting.filter(({ isOurs }) => !isOurs);
      return dropped;
    },
  };
}
