import type { SealedBlock } from "../sequencer/port.ts";
import type { CheckedSignature } from "../state-machine/index.ts";
import type { Arrival } from "./arrival-log.ts";

/** The fate of one submitted transaction, known once its block is durable. */
export interface TransactionOutcome {
  readonly hash: Uint8Array;
  readonly block: bigint;
  readonly timestamp: bigint;
  /** Transaction status code (layout/codes.ts); 0 = executed. */
  readonly status: number;
  readonly results: readonly ActionOutcome[];
  /** When it was admitted, by a node that signs that. */
  readonly arrival?: Arrival | undefined;
}

export interface ActionOutcome {
  /** Result code; 0 = done. */
  readonly code: number;
  /** 0 when no order was created or touched. */
  readonly orderId: bigint;
  readonly filledLots: bigint;
  readonly restingLots: bigint;
  /** Sum of fill notionals, Usd6. */
  readonly filledNotional: bigint;
  readonly fee: bigint;
  /** Orders that the action cancelled. */
  readonly count: number;
  /** Index of the withdrawal's leaf, when the action made one. */
  readonly withdrawal?: bigint;
  /** What a refusal compared (rule T11), in the code's own units. */
  readonly refusal?: { readonly have: bigint; readonly need: bigint };
}

/** What the next block has room for. */
export interface TakeLimits {
  readonly maxBytes: number;
  readonly maxTransactions: number;
  /** Rule B3: gas of all transactions, and of those that hold orders. */
  readonly maxGas: number;
  readonly maxRiskGas: number;
}

/** A transaction on its way into a block: given back to the mempool with `settle`, `putBack` or `fail`. */
export interface TakenTransaction extends CheckedSignature {
  /** The canonical bytes. */
  readonly bytes: Uint8Array;
}

/**
 * Admission to blocks. Must clauses:
 * - `submit` must reject (typed NovateError; a {@link Refusal} where it can tell whose it was) what can be known to fail before execution; it resolves only after the block
 *   that holds the transaction is durable; on expiry in the queue it rejects with `TX_NOT_INCLUDED`, on close with
 *   `TX_NOT_INCLUDED`, or `TX_UNKNOWN` when a block may hold it.
 * - every queue is bounded; when full, new risk is refused first (`MEMPOOL_FULL`), cancels last.
 * - `take` hands out cancels first, then oracle votes, then the rest in arrival order.
 */
export interface Mempool {
  /** `bytes` is the canonical binary transaction. */
  submit(bytes: Uint8Array): Promise<TransactionOutcome>;
  /** Whether an order of `account` with this client id waits, or is in a block that is not durable yet. Work: all that waits. */
  carriesOrder(account: number, clientId: Uint8Array): boolean;
  take(limits: TakeLimits): readonly TakenTransaction[];
  /** The durable block that holds exactly `taken`, in this order: resolves their outcomes from its receipts. */
  settle(taken: readonly TakenTransaction[], sealed: SealedBlock): void;
  /** `taken` did not fit: it goes back to the front of its lanes, in this order. */
  putBack(taken: readonly TakenTransaction[]): void;
  /** `taken` will be in no block, or (`TX_UNKNOWN`) may be: rejects with `code`. */
  fail(taken: readonly TakenTransaction[], code: "BLOCK_VOID" | "TX_UNKNOWN", reason: string): void;
  /** A block changed the state: what was read from it is forgotten. */
  refresh(): void;
  /** Submitted and not answered. */
  readonly size: number;
  /** Those that wait to be taken, by lane. */
  readonly waiting: Readonly<Record<"cancels" | "votes" | "orders", number>>;
  /** Resolves when something is waiting (at once if so). */
  ready(): Promise<void>;
  close(): Promise<void>;
}
