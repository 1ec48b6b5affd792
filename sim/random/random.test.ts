import { describe, expect, it } from "vitest";
import { playWorlds } from "./testing/play-worlds.ts";

/** A breath of what `random.long.test.ts` plays: enough to find most faults while one writes. */
const ACTIONS = 60_000;
/** Those whose chains are short: the deep and wide ones take minutes to fill. */
const WORLDS = ["busy", "stormy", "ruin", "closing", "calm", "hurried"];

describe("random chains, briefly", () => {
  const played = playWorlds(ACTIONS, WORLDS);

  it("are not empty", () => {
    expect(played.actions).toBeGreaterThanOrEqual(ACTIONS / 2);
  });
});
