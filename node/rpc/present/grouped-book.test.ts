import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BOOK_LEVELS, BOOK_WALK_LEVELS } from "../limits.ts";
import type { Market } from "../markets.ts";
import type { Level } from "./book.ts";
import { type Grouping, group, groupingKey, readShownBook } from "./grouped-book.ts";

const level = (price: number, lots = 1n): Level => ({ price, lots, orders: 1 });
const MARKET = { id: 0, symbol: "BTC-PERP", priceDecimals: 1, sizeDecimals: 4 } as Market;

const groupings: fc.Arbitrary<Grouping> = fc.oneof(
  fc.record({ nSigFigs: fc.integer({ min: 2, max: 4 }) }),
  fc.record({
    nSigFigs: fc.constant(5),
    mantissa: fc.constantFrom(1 as const, 2 as const, 5 as const, null),
  }),
  fc.record({ step: fc.integer({ min: 2, max: 1_000 }) }),
);

describe("a grouped book", () => {
  it("rounds bids down and asks up to so many figures", () => {
    const asks = [level(300_010, 2n), level(300_020), level(300_101)];
    expect(group(asks, { nSigFigs: 4 }, "asks")).toEqual([
      { price: 300_100, lots: 3n, orders: 2 },
      { price: 300_200, lots: 1n, orders: 1 },
    ]);
    const bids = [level(299_990), level(299_950), level(299_899)];
    expect(group(bids, { nSigFigs: 4 }, "bids").map(({ price }) => price)).toEqual([299_900, 299_800]);
    expect(group(bids, { nSigFigs: 5, mantissa: 5 }, "bids").map(({ price }) => price)).toEqual([
      299_950, 299_850,
    ]);
    expect(group([level(99_999)], { nSigFigs: 3 }, "asks")).toMatchObject([{ price: 100_000 }]);
    expect(group([level(7), level(12)], { nSigFigs: 2 }, "asks").map(({ price }) => price)).toEqual([7, 12]);
  });

  it("neither loses nor moves a lot, and stays sorted, whatever the levels", () => {
    const prices = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 22 - 1 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(prices, groupings, fc.boolean(), (unsorted, grouping, isBid) => {
        const side = isBid ? "bids" : "asks";
        const levels = [...unsorted].sort((a, b) => (isBid ? b - a : a - b)).map((price) => level(price, 3n));
        const grouped = group(levels, grouping, side);
        expect(grouped.reduce((sum, { lots }) => sum + BigInt(lots), 0n)).toBe(3n * BigInt(levels.length));
        for (const [i, { price }] of grouped.entries()) {
          if (i > 0) expect(Math.sign(price - grouped[i - 1]!.price)).toBe(isBid ? -1 : 1);
        }
        // The best group is never better than the best price.
        const [best] = grouped;
        expect(isBid ? best!.price <= levels[0]!.price : best!.price >= levels[0]!.price).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves out a last level that was not read to its end", () => {
    const book = (count: number) => ({
      book: (_market: number, depth: number) => {
        const asks = Array.from({ length: Math.min(count, depth) }, (_, i) => level(100_001 + i));
        return { bids: [], asks } as never;
      },
    });
    const [, whole] = readShownBook(book(BOOK_WALK_LEVELS - 1), MARKET, { step: 300 })!;
    expect(whole.map(({ sz }) => sz)).toEqual(["0.02", "0.03", "0.03", "0.0199"]);
    const [, cut] = readShownBook(book(5_000), MARKET, { step: 300 })!;
    expect(cut.map(({ sz }) => sz)).toEqual(["0.02", "0.03", "0.03"]);
    expect(readShownBook(book(5_000), MARKET, { step: 2 })![1]).toHaveLength(BOOK_LEVELS);
    expect(readShownBook(book(5_000), MARKET, {})![1]).toHaveLength(BOOK_LEVELS);
  });

  it("refuses fields that exclude each other", () => {
    expect(() => groupingKey({ step: 5, nSigFigs: 3 })).toThrow("expected either step or nSigFigs");
    expect(() => groupingKey({ nSigFigs: 4, mantissa: 2 })).toThrow("expected mantissa with nSigFigs 5 only");
    expect(groupingKey({ nSigFigs: null })).toBe("");
    expect(groupingKey({ nSigFigs: 5 })).toBe(groupingKey({ nSigFigs: 5, mantissa: 1 }));
  });
});
