import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AssertionStage, payableFrom } from "./payable.ts";
import type { VaultFacts } from "./vault-facts.ts";

const NOW = 1_000_000n;
const OPEN: VaultFacts = {
  ...{ l1Time: NOW, outflowCap: 1_000n, outflowAvailable: 1_000n, outflowWindow: 120n, returns: [] },
  ...{ paidOut: 0n, pausedUntil: undefined, maxPause: 600n, challengePeriod: 500n, selfDelay: 0n },
  ...{ forceDelay: 0n, maxBatchAge: 0n, minDeposit: 0n, lastSequenced: 0n },
};
const CONFIRMED: AssertionStage = { is: "confirmed" };
const asserted = (confirmableAt: bigint): AssertionStage => ({ is: "asserted", confirmableAt });

describe("a withdrawal is payable", () => {
  const capped = {
    outflowAvailable: 100n,
    returns: [
      { time: NOW + 10n, amount: 300n },
      { time: NOW + 20n, amount: 600n },
    ],
  };
  test.each<[string, bigint, AssertionStage, Partial<VaultFacts>, bigint | undefined, string, boolean]>([
    ["at once when nothing is in its way", 1_000n, CONFIRMED, {}, NOW, "none", false],
    [
      "after the challenge period when it is asserted",
      5n,
      asserted(NOW + 7n),
      {},
      NOW + 7n,
      "challengePeriod",
      false,
    ],
    ["as soon as anybody confirms", 5n, asserted(NOW), {}, NOW, "confirmation", false],
    [
      "a period from now at the earliest when it is not",
      5n,
      { is: "missing" },
      {},
      NOW + 500n,
      "assertion",
      false,
    ],
    ["nobody knows when while it is disputed", 5n, { is: "disputed" }, {}, undefined, "dispute", false],
    ["after a pause", 5n, CONFIRMED, { pausedUntil: NOW + 9n }, NOW + 9n, "pause", false],
    [
      "not later for a pause that ends before",
      5n,
      asserted(NOW + 9n),
      { pausedUntil: NOW + 3n },
      NOW + 9n,
      "challengePeriod",
      false,
    ],
    ["within what the cap leaves", 100n, CONFIRMED, capped, NOW, "none", false],
    ["when the cap has enough again", 101n, CONFIRMED, capped, NOW + 10n, "outflowCap", false],
    ["when the cap has enough again, later", 401n, CONFIRMED, capped, NOW + 20n, "outflowCap", false],
    ["in parts above the whole cap", 1_001n, CONFIRMED, {}, NOW, "none", true],
    [
      "never under a cap of zero",
      1n,
      CONFIRMED,
      { outflowCap: 0n, outflowAvailable: 0n },
      undefined,
      "outflowCap",
      true,
    ],
    [
      "under a lowered cap once the old payments are out",
      50n,
      CONFIRMED,
      { outflowCap: 50n, outflowAvailable: 0n, returns: capped.returns },
      NOW + 20n,
      "outflowCap",
      false,
    ],
  ])("%s", (_name, rest, stage, facts, time, cause, inParts) => {
    expect(payableFrom(rest, stage, { ...OPEN, ...facts })).toEqual({ time, cause, inParts });
  });
});

test("more money is never payable earlier, and never before the clocks allow it", () => {
  const returns = fc.array(
    fc.record({ time: fc.bigInt(NOW + 1n, NOW + 900n), amount: fc.bigInt(1n, 400n) }),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(
      returns,
      fc.bigInt(0n, 2_000n),
      fc.bigInt(0n, 2_000n),
      fc.bigInt(NOW - 5n, NOW + 500n),
      (list, one, two, at) => {
        const sorted = [...list].sort((a, b) => (a.time < b.time ? -1 : 1));
        const counted = sorted.reduce((sum, { amount }) => sum + amount, 0n);
        const left = OPEN.outflowCap > counted ? OPEN.outflowCap - counted : 0n;
        const facts = { ...OPEN, outflowAvailable: left, returns: sorted };
        const [less, more] = one < two ? [one, two] : [two, one];
        const first = payableFrom(less, asserted(at), facts).time!;
        const later = payableFrom(more, asserted(at), facts).time!;
        expect(first <= later).toBe(true);
        expect(first >= at || first >= NOW).toBe(true);
      },
    ),
  );
});
