import { expect, it } from "vitest";
import { describeFailure, runCampaign } from "../campaign.ts";
import { Coverage } from "../coverage.ts";
import { engineBytes, Machine } from "../machine.ts";
import { worldNamed } from "../worlds.ts";

/** Share of each world in all actions played. */
const SHARES = {
  busy: 24,
  stormy: 24,
  ruin: 6,
  closing: 2,
  calm: 10,
  deep: 16,
  hurried: 2,
  wide: 12,
  listing: 4,
} as const;
const SEED = Number(process.env.NOVATE_RANDOM_SEED ?? 1);
const SHORTEST_MS = 600_000;

export interface Played {
  readonly coverage: Coverage;
  readonly actions: number;
}

/** Declares a test for each world named; all of them together play at least `actions`. What they met is known when they have run. */
export function playWorlds(actions: number, worlds: readonly string[] = Object.keys(SHARES)): Played {
  const machine = new Machine(engineBytes());
  const coverage = new Coverage();
  const played = { coverage, actions: 0 };
  it.each(Object.entries(SHARES).filter(([name]) => worlds.includes(name)))(
    "leave engine and reference equal, and every invariant whole, after every block of the %s world",
    (name, share) => {
      const world = worldNamed(name);
      const own = Math.ceil((actions * share) / 100);
      const report = runCampaign({ world, seed: SEED, actions: own, shrinkRuns: 400 }, machine);
      coverage.add(report.coverage.seen);
      played.actions += report.actions;
      expect(report.failed && describeFailure(report.failed)).toBeUndefined();
    },
    Math.max(SHORTEST_MS, actions / 2),
  );
  return played;
}
