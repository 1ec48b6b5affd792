import { afterAll, describe, expect, it } from "vitest";
import { coverageFaults, printCoverage } from "./expected.ts";
import { playWorlds } from "./testing/play-worlds.ts";

const ACTIONS = Number(process.env.NOVATE_RANDOM_ACTIONS ?? 1_050_000);

describe("random chains", () => {
  const played = playWorlds(ACTIONS);

  it("meet every reachable pair of action kind and result, and no other", () => {
    expect(played.actions).toBeGreaterThanOrEqual(ACTIONS);
    expect(coverageFaults(played.coverage.seen)).toEqual([]);
  });

  afterAll(() => {
    console.log(`${played.actions} actions\n${printCoverage(played.coverage.seen)}`);
  });
});
