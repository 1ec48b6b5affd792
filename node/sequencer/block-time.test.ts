import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BlockTimeInput, blockTime } from "./block-time.ts";

const MAX_MESSAGES = 256n;

/** Any clock, any L1, any backlog; `due` holds the second at which each message falls due. */
const inputs = fc
  .record({
    originTime: fc.bigInt(1_000n, 2_000n),
    nowOffset: fc.bigInt(-5_000_000n, 5_000_000n),
    parentOffset: fc.bigInt(-100_000n, 100_000n),
    maxDrift: fc.bigInt(0n, 90_000n),
    due: fc.array(fc.integer({ min: 900, max: 2_100 }), { maxLength: 900 }),
    consumed: fc.nat(900),
  })
  .map(({ originTime, nowOffset, parentOffset, maxDrift, due, consumed }) => {
    const sorted = [...due].sort((a, b) => a - b);
    const dueCount = (seconds: bigint) => BigInt(sorted.filter((second) => BigInt(second) <= seconds).length);
    const parent = originTime * 1000n + parentOffset;
    const parentDue = dueCount(parent / 1000n);
    const cursor = BigInt(Math.max(Number(parentDue), Math.min(consumed, sorted.length)));
    const left = BigInt(sorted.length) - cursor;
    const reachable = cursor + (left < MAX_MESSAGES ? left : MAX_MESSAGES);
    const now = originTime * 1000n + nowOffset;
    return { now, parent, originTime, maxDrift, reachable, parentDue, dueCount } satisfies BlockTimeInput;
  });

describe("the time of a block", () => {
  it("increases, stays within the drift of L1, and never counts a due message the block cannot hold", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const time = blockTime(input);
        const latest = input.originTime * 1000n + input.maxDrift;
        if (time === undefined) {
          expect(input.parent).toBeGreaterThanOrEqual(latest);
          return;
        }
        expect(time.timestamp).toBeGreaterThan(input.parent);
        expect(time.timestamp).toBeLessThanOrEqual(latest);
        expect(time.inboxDue).toBeLessThanOrEqual(input.reachable);
        expect(time.inboxDue).toBeGreaterThanOrEqual(input.parentDue);
        const due = input.dueCount(time.timestamp / 1000n);
        // Short of the true count only where the very next millisecond already has more than a block can hold.
        if (time.inboxDue < due) expect(time.timestamp).toBe(input.parent + 1n);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is the clock's when nothing stands against it", () => {
    const input = {
      parent: 9_000n,
      originTime: 9n,
      maxDrift: 5_000n,
      reachable: 0n,
      parentDue: 0n,
      dueCount: () => 0n,
    };
    expect(blockTime({ ...input, now: 12_345n })?.timestamp).toBe(12_345n);
    expect(blockTime({ ...input, now: 1n })?.timestamp).toBe(9_001n);
    expect(blockTime({ ...input, now: 99_999n })?.timestamp).toBe(9_001n);
  });
});
