import { describe, expect, it } from "vitest";
import { LEDGER_FAULTS } from "./ledger.ts";
import { isCaughtEach } from "./testing/caught.ts";
import { TRADING_FAULTS } from "./trading.ts";

describe("a fault in the ledger", () => {
  isCaughtEach(LEDGER_FAULTS);

  it("is, with those in trading, one of at least 25 classes, each named once", () => {
    const names = [...LEDGER_FAULTS, ...TRADING_FAULTS].map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(25);
    expect(new Set(names).size).toBe(names.length);
  });
});
