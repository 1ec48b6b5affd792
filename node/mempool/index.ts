/** Admission to blocks: see README.md. */
export { outcomesOf } from "./outcomes.ts";
export { createMempool, type MempoolDependencies, type MempoolOptions } from "./pool.ts";
export type { ActionOutcome, Mempool, TakeLimits, TakenTransaction, TransactionOutcome } from "./port.ts";
