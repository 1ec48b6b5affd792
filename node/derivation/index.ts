/** The only way a follower learns the canonical chain: DA bytes and the L1 inbox (docs/spec/derivation.md). */
export type { CheckedBlock, DerivationCursor } from "./check-batch.ts";
export type { DeriveDependencies, DerivedBatch } from "./derive.ts";
export { type FollowerDependencies, follow } from "./follower.ts";
export { createSignaturePrefetch, type SignaturePrefetch } from "./prefetch.ts";
export { describeVerification, type Verification, verifyChain } from "./verify.ts";
