/** Many chains of one world, each with its own seed, until enough actions were played or something fails. */
import { type BlockCase, type Case, printCase } from "./case.ts";
import { Coverage } from "./coverage.ts";
import { Generator } from "./generate/generator.ts";
import { invariants } from "./invariants/index.ts";
import type { Machine } from "./machine.ts";
import { type Failure, type Outcome, play, replay } from "./play.ts";
import { shrink } from "./shrink.ts";
import type { World } from "./worlds.ts";

export interface CampaignOptions {
  readonly world: World;
  /** Seed of the first chain; the next ones count up. */
  readonly seed: number;
  /** Least number of actions to play. */
  readonly actions: number;
  /** Blocks of one chain, where not as many as the world says. */
  readonly blocks?: number;
  /** Most runs to spend on making a failure small; 0 = leave it as it is. */
  readonly shrinkRuns: number;
}

export interface Report {
  readonly chains: number;
  readonly blocks: number;
  readonly actions: number;
  readonly coverage: Coverage;
  readonly failed: FailedChain | undefined;
}

export interface FailedChain {
  readonly seed: number;
  readonly failure: Failure;
  /** Actions played until then, over all chains. */
  readonly actions: number;
  readonly case: Case;
}

export function runCampaign(options: CampaignOptions, machine: Machine): Report {
  const { world } = options;
  const coverage = new Coverage();
  let [chains, blocks, actions] = [0, 0, 0];
  while (actions < options.actions) {
    const seed = options.seed + chains++;
    const outcome = playSeed(world, machine, seed, options.blocks ?? world.blocks, coverage);
    blocks += outcome.blocks.length;
    actions += outcome.actions;
    const { failure } = outcome;
    if (failure) {
      const small = smallest(world, machine, outcome.blocks, options.shrinkRuns);
      return { chains, blocks, actions, coverage, failed: { seed, failure, actions, case: small } };
    }
  }
  return { chains, blocks, actions, coverage, failed: undefined };
}

/** One chain of a seed. */
export function playSeed(
  world: World,
  machine: Machine,
  seed: number,
  blocks: number,
  coverage = new Coverage(),
): Outcome {
  const generator = new Generator(world, seed);
  let left = blocks;
  return play(world, machine, (state) => (left-- > 0 ? generator.next(state) : undefined), [
    coverage.watch,
    ...invariants(),
  ]);
}

/** Plays recorded blocks, with every check. */
export const playCase = (world: World, machine: Machine, blocks: readonly BlockCase[]): Outcome =>
  play(world, machine, replay(blocks), invariants());

function smallest(world: World, machine: Machine, blocks: readonly BlockCase[], runs: number): Case {
  const fails = (candidate: readonly BlockCase[]): boolean =>
    playCase(world, machine, candidate).failure !== undefined;
  return { world: world.name, blocks: runs > 0 ? shrink(blocks, fails, { runs }) : blocks };
}

/** A failure in words, with what is needed to see it again. */
export function describeFailure({ seed, failure, case: small }: FailedChain): string {
  return [
    `world ${small.world}, seed ${seed}, block ${failure.block}: ${failure.fault}`,
    `again: node sim/random/run.ts --world ${small.world} --seed ${seed}`,
    `shrunk to ${small.blocks.length} blocks: ${printCase(small)}`,
  ].join("\n");
}
