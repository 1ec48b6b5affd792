/** The node's live chain and the leader's loop. */
export {
  NodeChain,
  type NodeChainDependencies,
  type NodeChainOptions,
} from "./chain.ts";
export { Sequencer, type SequencerDependencies, type SequencerOptions } from "./sequencer.ts";
