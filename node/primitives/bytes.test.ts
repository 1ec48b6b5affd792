import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bigEndian, compareBytes, concatBytes, equalBytes, fromBigEndian, fromHex, toHex } from "./bytes.ts";
import { NovateError } from "./error.ts";

describe("byte strings", () => {
  it("survive hex and back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromHex(`0x${toHex(bytes).slice(2).toUpperCase()}`, bytes.length)).toEqual(bytes);
        expect(() => fromHex(toHex(bytes), bytes.length + 1)).toThrow(NovateError);
      }),
    );
    for (const bad of ["", "12", "0x1", "0xgg", "0x1g", "0X12"])
      expect(() => fromHex(bad), bad).toThrow(NovateError);
  });

  it("order, compare and join as their hex strings do", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), fc.uint8Array({ maxLength: 6 }), (a, b) => {
        const [x, y] = [toHex(a), toHex(b)];
        expect(equalBytes(a, b)).toBe(x === y);
        expect(Math.sign(compareBytes(a, b))).toBe(x < y ? -1 : x > y ? 1 : 0);
        expect(toHex(concatBytes([a, b]))).toBe(x + y.slice(2));
      }),
    );
  });

  it("hold big-endian integers exactly and refuse what does not fit", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (value) => {
        expect(fromBigEndian(bigEndian(value, 8))).toBe(value);
        expect(bigEndian(value, 9)[0]).toBe(0);
      }),
    );
    expect(() => bigEndian(256n, 1)).toThrow(NovateError);
    expect(() => bigEndian(-1n, 8)).toThrow(NovateError);
  });
});
