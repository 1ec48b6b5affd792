/** The only way a follower learns the canonical chain: DA bytes and the L1 inbox (docs/spec/derivation.md). */
export {
  type DataRulings,
  type DeriveDependencies,
  type DerivedBatch,
  derive,
  type Waiting,
} from "./derive.ts";
export { type FollowerDependencies, follow } from "./follower.ts";
export { l1Judge } from "./l1-rules.ts";
export { createSignaturePrefetch, type SignaturePrefetch } from "./prefetch.ts";
export { selfSequencedBlock } from "./self-sequenced.ts";
export { describeVerification, type Verification, verifyChain } from "./verify.ts";
