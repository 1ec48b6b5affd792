import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NovateError } from "../error.ts";
import { bytes, unsignedTransaction } from "../testing/arbitraries.ts";
import {
  decodeTransaction,
  encodeTransaction,
  encodeUnsigned,
  scanTransaction,
  withSignature,
} from "./transaction.ts";

const transaction = fc
  .tuple(unsignedTransaction, bytes(64))
  .map(([rest, signature]) => ({ ...rest, signature }));
const CODES = ["TRUNCATED", "TRAILING_BYTES", "BAD_VARINT", "FIELD_RANGE", "MALFORMED"];

/** The code with which `input` is refused, or undefined when it decodes, and then to something that encodes to the same bytes. */
function refusal(input: Uint8Array): string | undefined {
  try {
    const decoded = decodeTransaction(input);
    expect(encodeTransaction(decoded)).toEqual(input);
    return undefined;
  } catch (error) {
    if (!(error instanceof NovateError)) throw error;
    return error.code;
  }
}

describe("transaction codec", () => {
  it("decodes what it encoded to the same object, and encodes it again to the same bytes", () => {
    fc.assert(
      fc.property(transaction, (original) => {
        const encoded = encodeTransaction(original);
        expect(decodeTransaction(encoded)).toEqual(original);
        expect(encodeTransaction(decodeTransaction(encoded))).toEqual(encoded);
      }),
      { numRuns: 500 },
    );
  });

  it("accepts exactly one byte string per value: a changed byte is refused with a code or is another value's only encoding", () => {
    fc.assert(
      fc.property(transaction, fc.nat(), fc.integer({ min: 1, max: 255 }), (original, position, change) => {
        const encoded = encodeTransaction(original);
        encoded[position % encoded.length]! ^= change;
        const code = refusal(encoded);
        if (code !== undefined) expect(CODES).toContain(code);
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses every proper prefix and every extension", () => {
    fc.assert(
      fc.property(transaction, fc.uint8Array({ minLength: 1, maxLength: 4 }), (original, more) => {
        const encoded = encodeTransaction(original);
        for (let length = 0; length < encoded.length; length++) {
          expect(() => scanTransaction(encoded.subarray(0, length))).toThrow(NovateError);
        }
        const longer = new Uint8Array(encoded.length + more.length);
        longer.set(encoded);
        longer.set(more, encoded.length);
        expect(() => scanTransaction(longer)).toThrow(/nothing more/);
      }),
      { numRuns: 100 },
    );
  });

  it("is total over arbitrary bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (input) => {
        const code = refusal(input);
        if (code !== undefined) expect(CODES).toContain(code);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses a varint with a trailing zero group, above 64 bits or endless", () => {
    const signature = new Uint8Array(64);
    const withAccount = (...account: number[]) =>
      new Uint8Array([2, ...account, ...new Array(12).fill(0), ...new Array(20).fill(1), 5, ...signature]);
    expect(refusal(withAccount(0x80, 0x01))).toBeUndefined();
    expect(refusal(withAccount(0x81, 0x00))).toBe("BAD_VARINT");
    expect(refusal(withAccount(...new Array(9).fill(0xff), 0x02))).toBe("BAD_VARINT");
    expect(refusal(withAccount(...new Array(11).fill(0x80)))).toBe("BAD_VARINT");
    // 2^64 - 1 is a varint, but no account.
    expect(refusal(withAccount(...new Array(9).fill(0xff), 0x01))).toBe("FIELD_RANGE");
  });

  it("will not encode what it would not decode", () => {
    const base = { account: 1, nonce: 1, expiresAfter: 0 };
    const order = {
      kind: "order" as const,
      market: 0,
      isBuy: true,
      price: 1,
      size: 1,
      timeInForce: "GTC" as const,
      reduceOnly: false,
      isMarket: false,
      goodTill: 0,
    };
    const trade = (change: object) => ({
      ...base,
      body: { type: "trade" as const, actions: [{ ...order, ...change }] },
    });
    expect(() => encodeUnsigned(trade({}))).not.toThrow();
    for (const change of [
      { price: 0 },
      { price: 2 ** 22 },
      { size: 0 },
      { size: 2 ** 32 },
      { goodTill: 5 },
      { isMarket: true },
      { isMarket: true, timeInForce: "IOC", price: 5001 },
      { clientId: new Uint8Array(16) },
      { clientId: new Uint8Array(15).fill(1) },
      { market: -1 },
      { price: 1.5 },
    ]) {
      expect(() => encodeUnsigned(trade(change)), JSON.stringify(change)).toThrow(NovateError);
    }
    const empty = { ...base, body: { type: "trade" as const, actions: [] } };
    expect(() => encodeUnsigned(empty)).toThrow(NovateError);
    const crowd = { ...base, body: { type: "trade" as const, actions: new Array(101).fill(order) } };
    expect(() => encodeUnsigned(crowd)).toThrow(NovateError);
    const free = { ...base, body: { type: "withdraw" as const, recipient: new Uint8Array(20), amount: 0n } };
    expect(() => encodeUnsigned(free)).toThrow(NovateError);
    const disorder = {
      ...base,
      body: {
        type: "oracleVote" as const,
        prices: [
          { market: 1, index: 5, externalMark: 0 },
          { market: 1, index: 5, externalMark: 0 },
        ],
      },
    };
    expect(() => encodeUnsigned(disorder)).toThrow(NovateError);
  });

  it("replaces a signature and nothing else", () => {
    fc.assert(
      fc.property(unsignedTransaction, bytes(64), (unsigned, signature) => {
        expect(withSignature(encodeUnsigned(unsigned), signature)).toEqual(
          encodeTransaction({ ...unsigned, signature }),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("puts cancels into class 0, purely post-only orders into class 1 and the rest into class 2", () => {
    fc.assert(
      fc.property(unsignedTransaction, (unsigned) => {
        const orders =
          unsigned.body.type === "trade" ? unsigned.body.actions.filter((a) => a.kind === "order") : [];
        const expected = orders.length === 0 ? 0 : orders.every((a) => a.timeInForce === "POST_ONLY") ? 1 : 2;
        expect(scanTransaction(encodeUnsigned(unsigned)).executionClass).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });
});
