import { expect, it } from "vitest";
import { impactPrice } from "./impact-price.ts";

const market = { impactNotional: 1_000n, unit: 1 };

it("is the average that rule O4's example gives, rounded against the one who trades", () => {
  const asks = [
    { price: 101, lots: 3n },
    { price: 103, lots: 10n },
  ];
  expect(impactPrice(market, asks, "asks")).toBe(103);
  const bids = [
    { price: 103, lots: 3n },
    { price: 101, lots: 10n },
  ];
  // 3 lots for 309, ceil(691 / 101) = 7 lots for 707: floor(1,016 / 10).
  expect(impactPrice(market, bids, "bids")).toBe(101);
});

it("is nothing where 64 levels do not hold the notional", () => {
  const thin = Array.from({ length: 100 }, (_, i) => ({ price: 10 + i, lots: 1n }));
  expect(impactPrice({ impactNotional: 2_656n, unit: 1 }, thin, "asks")).toBe(42);
  expect(impactPrice({ impactNotional: 2_657n, unit: 1 }, thin, "asks")).toBeUndefined();
  expect(impactPrice(market, [], "bids")).toBeUndefined();
});
