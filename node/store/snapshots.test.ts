import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DISPUTE_RUNGS, SNAPSHOTS_KEPT, superseded } from "./snapshots.ts";

const INTERVAL = 10n;

/** A node that takes a snapshot each interval while finality follows some way behind. */
function keep(intervals: number, finalAfter: (head: bigint) => bigint): bigint[] {
  let heights: bigint[] = [];
  for (let i = 1n; i <= BigInt(intervals); i++) {
    const head = i * INTERVAL;
    heights = [head, ...heights];
    const gone = new Set(superseded(heights, finalAfter(head)));
    heights = heights.filter((height) => !gone.has(height));
  }
  return heights;
}

describe("snapshots kept for disputes", () => {
  it("are few, and no disputable block is far above one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 400 }), fc.bigInt(0n, 3_000n), (intervals, lag) => {
        const final = (head: bigint) => (head > lag ? head - lag : 0n);
        const heights = keep(intervals, final);
        const head = heights[0]!;
        expect(head).toBe(BigInt(intervals) * INTERVAL);
        expect(heights[1]).toBe(head - INTERVAL);
        expect(heights.length).toBeLessThanOrEqual(SNAPSHOTS_KEPT + 1 + DISPUTE_RUNGS);
        // The oldest is the newest final one, unless the chain is younger than its finality.
        const oldest = heights.at(-1)!;
        const behind = final(head);
        if (behind >= INTERVAL && intervals > 3) expect(oldest <= behind).toBe(true);
        const apart = (head - behind) / BigInt(DISPUTE_RUNGS);
        for (let i = 0; i + 1 < heights.length; i++) {
          const gap = heights[i]! - heights[i + 1]!;
          if (heights[i + 1]! >= behind) expect(gap <= 3n * apart + 4n * INTERVAL).toBe(true);
        }
      }),
    );
  });

  it("are only the newest ones when everything is final", () => {
    const heights = keep(50, (head) => head);
    expect(heights).toEqual([500n, 490n, 480n]);
  });
});
