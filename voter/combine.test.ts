import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combine } from "./combine.ts";
import { medianDown, parsePrice, timesDown, toTicksNearest } from "./price.ts";
import { priceOf, type Quote } from "./quote.ts";

const NOW = 1_800_000_000_000;
const RULES = { maxAgeMs: 5_000, maxAheadMs: 2_000, maxDeviationBps: 100, quorum: 2 };
const quote = (price: number, age = 0): Quote => ({ price: parsePrice(price), at: NOW - age });

describe("a price out of several", () => {
  it("is the median of the fresh ones that agree, and is as fresh as the oldest of them", () => {
    const { freshUntil, price, verdicts } = combine(
      [quote(100), quote(100.5, 3_000), quote(120), quote(99, 6_000), undefined, quote(100, -3_000)],
      NOW,
      RULES,
    );
    expect(verdicts).toEqual(["used", "used", "strays", "stale", "silent", "ahead"]);
    expect(price).toBe(parsePrice("100.25"));
    expect(freshUntil).toBe(NOW + 2_000);
  });

  it("is none without a quorum, and none when two contradict each other", () => {
    expect(combine([quote(100), undefined], NOW, RULES).price).toBeUndefined();
    expect(combine([quote(100), quote(110)], NOW, { ...RULES, quorum: 1 }).price).toBeUndefined();
    expect(combine([], NOW, RULES).price).toBeUndefined();
  });

  const sources = fc.array(
    fc.option(
      fc.record({
        price: fc.integer({ min: 1, max: 10 ** 7 }),
        age: fc.integer({ min: -9_000, max: 20_000 }),
      }),
    ),
    { maxLength: 16 },
  );

  it("never rests on a stale quote, nor on one from the future", () => {
    fc.assert(
      fc.property(sources, (given) => {
        const quotes = given.map((entry) => (entry === null ? undefined : quote(entry.price, entry.age)));
        const { freshUntil, price, verdicts } = combine(quotes, NOW, RULES);
        const used = quotes.filter((_, i) => verdicts[i] === "used");
        for (const one of used) expect(NOW - one!.at).toBeLessThanOrEqual(RULES.maxAgeMs);
        for (const one of used) expect(one!.at - NOW).toBeLessThanOrEqual(RULES.maxAheadMs);
        if (price === undefined) return;
        expect(used.length).toBeGreaterThanOrEqual(RULES.quorum);
        expect(freshUntil).toBe(Math.min(...used.map((one) => one!.at)) + RULES.maxAgeMs);
        expect(freshUntil).toBeGreaterThanOrEqual(NOW);
      }),
    );
  });

  it("can't be moved out of the honest ones' range by less than half of the sources", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 9_990, max: 10_010 }), { minLength: 3, maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 10 ** 6 }), { maxLength: 7 }),
        (honest, liars) => {
          const told = liars.slice(0, honest.length - 1);
          const { price } = combine(
            [...honest, ...told].map((value) => quote(value)),
            NOW,
            RULES,
          );
          if (price === undefined) return;
          expect(price >= parsePrice(Math.min(...honest)) && price <= parsePrice(Math.max(...honest))).toBe(
            true,
          );
        },
      ),
    );
  });
});

describe("prices", () => {
  it("are exact decimals of any exchange's writing, and never floats", () => {
    expect(parsePrice("65000.10")).toBe(65_000_100_000_000_000n);
    expect(parsePrice("0.00000000000012345")).toBe(0n);
    for (const bad of ["", "1e5", "-1", "NaN", null, {}, 1e21, "1,5"])
      expect(() => parsePrice(bad), String(bad)).toThrow();
    expect(timesDown(parsePrice("65000"), parsePrice("0.9995"))).toBe(parsePrice("64967.5"));
    expect(toTicksNearest(parsePrice("65000.05"), 1)).toBe(650_001);
    expect(toTicksNearest(parsePrice("65000.049"), 1)).toBe(650_000);
    expect(medianDown([3n, 1n, 2n, 4n])).toBe(2n);
  });

  it("come from the middle of a book that is neither crossed nor wide, else from the last trade", () => {
    const of = (bid: number, ask: number) => priceOf({ bid: parsePrice(bid), ask: parsePrice(ask) }, 100);
    expect(of(99.5, 100.5)).toBe(parsePrice("100"));
    expect(of(101, 100)).toBe("CROSSED");
    expect(of(90, 110)).toBe("WIDE_SPREAD");
    expect(priceOf({ last: parsePrice("7") }, 100)).toBe(parsePrice("7"));
    expect(priceOf({ bid: 0n, ask: parsePrice("7") }, 100)).toBe("NO_PRICE");
  });
});
