import { afterAll, describe, expect, it } from "vitest";
import { describeFailure, runCampaign } from "./campaign.ts";
import { Coverage } from "./coverage.ts";
import { coverageFaults, printCoverage } from "./expected.ts";
import { engineBytes, Machine } from "./machine.ts";
import { worldNamed } from "./worlds.ts";

/** Share of each world in all actions played. */
const SHARES = {
  busy: 24,
  stormy: 24,
  ruin: 6,
  closing: 2,
  calm: 10,
  deep: 18,
  wide: 12,
  listing: 4,
} as const;
const ACTIONS = Number(process.env.NOVATE_RANDOM_ACTIONS ?? 1_050_000);
const SEED = Number(process.env.NOVATE_RANDOM_SEED ?? 1);
const TIMEOUT = Math.max(600_000, ACTIONS / 2);

describe("random chains", () => {
  const machine = new Machine(engineBytes());
  const coverage = new Coverage();
  let played = 0;

  it.each(Object.entries(SHARES))(
    "leave engine and reference equal, and every invariant whole, after every block of the %s world",
    (name, share) => {
      const actions = Math.ceil((ACTIONS * share) / 100);
      const world = worldNamed(name);
      const report = runCampaign({ world, seed: SEED, actions, shrinkRuns: 400 }, machine);
      coverage.add(report.coverage.seen);
      played += report.actions;
      expect(report.failed && describeFailure(report.failed)).toBeUndefined();
    },
    TIMEOUT,
  );

  it("meet every reachable pair of action kind and result, and no other", () => {
    expect(played).toBeGreaterThanOrEqual(ACTIONS);
    expect(coverageFaults(coverage.seen)).toEqual([]);
  });

  afterAll(() => {
    console.log(`${played} actions\n${printCoverage(coverage.seen)}`);
  });
});
