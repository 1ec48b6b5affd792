/** The state machine room: see README.md. */
export { createStateMachine } from "./create.ts";
export * from "./layout/generated.ts";
export { climb, hashPair, merkleRoot, ZERO_HASHES } from "./merkle.ts";
export { BlockReceipts, type TransactionResult } from "./receipts.ts";
export {
  batchRoot,
  blockHash,
  INPUT_DEPTH,
  inputProof,
  inputRoot,
  MAX_INPUT_BYTES,
  rootProof,
  sha256,
} from "./roots.ts";
export { BlockSignatures, type CheckedSignature } from "./signature/block-signatures.ts";
export { SignerCache } from "./signature/signer-cache.ts";
export { type SignatureCaller, SignerPool } from "./signature/signer-pool.ts";
export { Snapshot, type SnapshotHead } from "./snapshot.ts";
export { type CommittedBlock, StateMachine } from "./state-machine.ts";
export { STATE_DEPTH, verifyStateProof } from "./state-proof.ts";
export type {
  AppliedBlock,
  BlockOutcome,
  HeaderJudge,
  Refusal,
  SignerSource,
  StateProof,
  VoidBlock,
} from "./types.ts";
export type { Book, BookLevel } from "./view/book.ts";
export type { AccountMargin, PositionMargin } from "./view/margin.ts";
export { type Account, type Agent, StateView } from "./view/state-view.ts";
export {
  WITHDRAWAL_DEPTH,
  type WithdrawalProof,
  WithdrawalTree,
  withdrawalProofRoot,
} from "./withdrawal-tree.ts";
