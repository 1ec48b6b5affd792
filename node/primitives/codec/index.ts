/** The canonical codec of docs/spec/wire.md. */
export { decodeBatch, encodeBatch } from "./batch.ts";
export { type BlockScan, decodeBlock, encodeBlock, framedBlock, peekBlock, scanBlock } from "./block.ts";
export { decodeGenesisConfig, encodeGenesisConfig } from "./genesis-config.ts";
export * from "./limits.ts";
export {
  accumulate,
  decodeDeposit,
  decodeForced,
  decodeGovernance,
  encodeDeposit,
  encodeForced,
  encodeGovernance,
  messageHash,
} from "./message.ts";
export {
  decodeTransaction,
  encodeTransaction,
  encodeUnsigned,
  scanTransaction,
  TransactionFields,
  withSignature,
} from "./transaction.ts";
export * from "./types.ts";
export { withdrawalLeaf, withdrawalNode } from "./withdrawal.ts";
