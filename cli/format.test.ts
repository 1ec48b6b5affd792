import fc from "fast-check";
import { expect, test } from "vitest";
import { fixed, grouped, span, table, usd } from "./format.ts";

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.constantFrom("", ".5", ".000001", ".120034"))
  .map(([whole, fraction]) => `${whole}${fraction}`);

test("grouping and padding change how a number looks, never its digits", () => {
  fc.assert(
    fc.property(decimal, fc.integer({ min: 0, max: 6 }), (text, decimals) => {
      expect(grouped(text).replaceAll(",", "")).toBe(text);
      expect(fixed(text, decimals).startsWith(text)).toBe(true);
      expect(fixed(text, decimals).slice(text.length)).toMatch(/^\.?0*$/);
      expect(usd(text)).toMatch(/^-?\d{1,3}(,\d{3})*\.\d{2,}$/);
    }),
  );
});

test("every cell of a table ends or starts where its column does", () => {
  const cell = fc.stringMatching(/^[a-z0-9]{1,12}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 9 }), (rows) => {
      const [header, ...lines] = table(["left", "right"], rows, "lr").split("\n");
      expect(lines.map((line) => line.length)).toEqual(lines.map(() => header!.length));
      expect(lines.map((line) => line.split(/ +/))).toEqual(rows);
    }),
  );
});

test("spans read in the unit that fits", () => {
  expect([250, 9_500, 30_000, 600_000, 8 * 3_600_000, 7 * 86_400_000].map(span)).toEqual([
    "250 ms",
    "9.5 s",
    "30 s",
    "10 min",
    "8.0 h",
    "7.0 days",
  ]);
});
