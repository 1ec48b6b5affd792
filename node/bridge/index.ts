/** The bridge room: everything between this node and L1. */
export type { L1Wallet } from "./actions/clients.ts";
export { type Delivered, type DepositRequest, deposit } from "./actions/deposit.ts";
export { forceTransaction } from "./actions/force.ts";
export { finalizeWithdrawal, type WithdrawalRequest } from "./actions/withdraw.ts";
export type { AsserterOptions, AsserterStatus } from "./asserter/asserter.ts";
export { type Bridge, type BridgeDependencies, type BridgeOptions, openBridge } from "./bridge.ts";
export { Escaper } from "./escape/escaper.ts";
export { EscapeFactsReader } from "./escape/facts.ts";
export type { EscapeFacts, EscapeStep } from "./escape/plan.ts";
export type { BridgeEvent, Report } from "./events.ts";
export { createL1Client, type L1ClientOptions } from "./l1/client.ts";
export { type L1WatcherOptions, type L1WatcherStatus, openL1Watcher } from "./l1/watcher.ts";
export * from "./port.ts";
export type { BatchPosterOptions, BatchPosterStatus } from "./poster/poster.ts";
export type { WithdrawalStage, WithdrawalStatus } from "./withdrawals.ts";
