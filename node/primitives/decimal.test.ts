import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDecimal, parseSigned, parseUnsigned } from "./decimal.ts";
import { NovateError } from "./error.ts";
import { formatPrice, parsePrice, parseSize, parseUsd } from "./market-decimals.ts";

describe("decimal strings", () => {
  it("come back exactly, for every 64-bit integer and number of decimals", () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        fc.integer({ min: 0, max: 18 }),
        (value, decimals) => {
          const text = formatDecimal(value, decimals);
          expect(parseSigned(text, decimals)).toBe(value);
          expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
          if (value < 0n) expect(() => parseUnsigned(text, decimals)).toThrow(NovateError);
          else expect(parseUnsigned(text, decimals)).toBe(value);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("refuse everything that is not a plain decimal", () => {
    const bad = [
      "",
      " 1",
      "1 ",
      "+1",
      "1e3",
      "1E3",
      "0x10",
      ".5",
      "1.",
      "01",
      "00",
      "--1",
      "1,5",
      "NaN",
      "Infinity",
      "१",
    ];
    for (const text of bad) expect(() => parseSigned(text, 6), text).toThrow(NovateError);
    expect(() => parseUnsigned("-1", 6)).toThrow(NovateError);
    expect(() => parseUnsigned("9".repeat(41), 0)).toThrow(NovateError);
  });

  it("refuse more decimals than the unit has", () => {
    expect(parseUnsigned("1.123456", 6)).toBe(1123456n);
    expect(() => parseUnsigned("1.1234567", 6)).toThrow(NovateError);
    expect(() => parseUnsigned("1.0", 0)).toThrow(NovateError);
  });

  it("turn into ticks and lots of a market, within their ranges", () => {
    const market = { priceDecimals: 1, sizeDecimals: 5 };
    expect(parsePrice("97123.4", market)).toBe(971234);
    expect(formatPrice(parsePrice("97123.4", market), market)).toBe("97123.4");
    expect(parseSize("0.00001", market)).toBe(1);
    expect(() => parsePrice("97123.45", market)).toThrow(NovateError);
    expect(() => parsePrice("419430.4", market)).toThrow(NovateError);
    expect(() => parseSize("42949.67296", market)).toThrow(NovateError);
    expect(parseUsd("-0.000001")).toBe(-1n);
    expect(() => parseUsd("9223372036854.775808")).toThrow(NovateError);
  });
});
