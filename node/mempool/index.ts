/** Admission to blocks: see README.md. */
export { type Arrival, ArrivalLog, type ArrivalLogDependencies } from "./arrival-log.ts";
export { outcomesOf } from "./outcomes.ts";
export { createMempool, type MempoolDependencies, type MempoolOptions } from "./pool.ts";
export type { ActionOutcome, Mempool, TakeLimits, TakenTransaction, TransactionOutcome } from "./port.ts";
export { Refusal } from "./refusal.ts";
