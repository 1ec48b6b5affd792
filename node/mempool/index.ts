/** Admission to blocks: see README.md. */
export { createMempool, type MempoolDependencies, type MempoolOptions } from "./pool.ts";
export type { ActionOutcome, Mempool, TakeLimits, TakenTransaction, TransactionOutcome } from "./port.ts";
