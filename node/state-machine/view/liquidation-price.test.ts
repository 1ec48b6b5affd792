import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccountRecord, MarketRecord, PositionRecord } from "../layout/generated.ts";
import { liquidationPrice } from "./liquidation-price.ts";
import { accountMargin } from "./margin.ts";

const TICK_BITS = 10;
const HIGHEST = 2 ** TICK_BITS - 1;

const position = fc.record({
  size: fc.bigInt(-50n, 50n),
  cost: fc.bigInt(-40_000n, 40_000n),
  mark: fc.integer({ min: 1, max: HIGHEST }),
  unit: fc.integer({ min: 1, max: 9 }),
  mmfPpm: fc.integer({ min: 1, max: 900_000 }),
});

describe("the liquidation price", () => {
  it("is the first mark on the way to ruin at which a look at every mark finds the account below maintenance", () => {
    const met = { never: 0, some: 0 };
    fc.assert(
      fc.property(
        fc.array(position, { minLength: 1, maxLength: 4 }),
        fc.bigInt(-10_000n, 200_000n),
        (drawn, cash) => {
          const markets = drawn.map(
            ({ mark, unit, mmfPpm }) =>
              ({ mark, unit, mmfPpm, imfPpm: mmfPpm, tickBits: TICK_BITS, fundingIndex: 0n }) as MarketRecord,
          );
          /** With the mark of market 0 moved. */
          const margin = (mark: number) =>
            accountMargin(
              { cash } as AccountRecord,
              drawn.map(({ size, cost }, market) => [
                { market, size, cost, fundingIndex: 0n, openBuyLots: 0, openSellLots: 0 } as PositionRecord,
                market === 0 ? { ...markets[0]!, mark } : markets[market]!,
              ]),
            );
          const now = margin(markets[0]!.mark);
          const found = liquidationPrice(now, now.positions[0]!, markets[0]!);
          const marks = Array.from({ length: HIGHEST }, (_, i) => i + 1).filter((mark) => {
            const { equity, maintenanceMargin } = margin(mark);
            return equity < maintenanceMargin;
          });
          const { size } = drawn[0]!;
          const first = size === 0n ? undefined : size > 0n ? marks.at(-1) : marks[0];
          expect(found).toBe(first);
          met[first === undefined ? "never" : "some"]++;
        },
      ),
      { numRuns: 300 },
    );
    expect(Math.min(met.never, met.some)).toBeGreaterThan(20);
  });
});
