/** The fate of one submitted transaction, known once its block is durable. */
export interface TransactionOutcome {
  readonly hash: Uint8Array;
  readonly block: bigint;
  readonly timestamp: bigint;
  /** Transaction status code (layout/codes.ts); 0 = executed. */
  readonly status: number;
  readonly results: readonly ActionOutcome[];
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
}

/**
 * Admission to blocks. Must clauses:
 * - `submit` must reject (typed NovateError) what can be known to fail before execution; it resolves only after the block
 *   that holds the transaction is durable; on close or expiry it rejects with `TX_NOT_INCLUDED` or `TX_UNKNOWN`.
 * - every queue is bounded; when full, new risk is refused first (`MEMPOOL_FULL`), cancels last.
 * - `take` hands out cancels first, then oracle votes, then the rest in arrival order.
 */
export interface Mempool {
  /** `bytes` is the canonical binary transaction. */
  submit(bytes: Uint8Array): Promise<TransactionOutcome>;
  take(limits: { readonly maxBytes: number; readonly maxTransactions: number }): readonly Uint8Array[];
  /** Ends the wait for transactions that `take` handed out and no block will hold, with a code that says why. */
  refuse(transactions: readonly Uint8Array[], code: string, message: string): void;
  readonly size: number;
  /** Resolves when something is waiting (at once if so). */
  ready(): Promise<void>;
  close(): Promise<void>;
}
