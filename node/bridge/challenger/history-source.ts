/** Where a player's claims come from. The honest one computes them from the chain; an adversary's are wrong, the play is the same. */
import type { BlockEnd, History } from "../../state-machine/dispute/index.ts";
import type { StateProof } from "../../state-machine/index.ts";
import type { StepProof } from "../../state-machine/machine/proof.ts";

/** One block as somebody says it ran. */
export interface BlockHistory {
  /** Hash of the machine's state before the first step. */
  readonly startHash: Uint8Array;
  /** The header of the state before the block, proven into that state's root. */
  readonly before: StateProof;
  /** Level 1: the state after each stretch. */
  readonly history: History;
  readonly end: BlockEnd;
  /** Level 2: the state after every step of stretch `index`. */
  stretch(index: number): Promise<History>;
  /** Proof of the step after `step` steps. */
  prove(step: number): Promise<StepProof>;
}

/**
 * Must clauses:
 * - the same question must have the same answer for ever, also after a restart: a commitment forces every later move.
 * - `undefined` must mean "can't tell yet": the player then does nothing about it. It must never be a guess.
 * - what is given for blocks `first..last` must lead from the state that the histories of `block` start from.
 */
export interface HistorySource {
  /** Level 0: the state roots of blocks `first..last`, a void block's being the one before it; zero beyond the last. */
  blocks(first: bigint, last: bigint): Promise<History | undefined>;
  /** Block `number`, which lies in batch `batchIndex`. */
  block(number: bigint, batchIndex: bigint): Promise<BlockHistory | undefined>;
}
