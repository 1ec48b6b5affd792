import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NovateError } from "../error.ts";
import { message, unsignedTransaction } from "../testing/arbitraries.ts";
import { decodeBatch, encodeBatch } from "./batch.ts";
import { decodeBlock, encodeBlock, peekBlock, scanBlock } from "./block.ts";
import { decodeTransaction, encodeUnsigned } from "./transaction.ts";

const u64 = fc.bigInt(0n, 2n ** 64n - 1n);
const block = fc.record({
  number: u64,
  timestamp: u64,
  l1Block: u64,
  inboxDue: u64,
  messages: fc.array(message, { maxLength: 4 }),
  transactions: fc.array(unsignedTransaction.map(encodeUnsigned), { maxLength: 6 }),
});

describe("block codec", () => {
  it("decodes what it encoded, and encodes it again to the same bytes", () => {
    fc.assert(
      fc.property(block, (original) => {
        const encoded = encodeBlock(original);
        const decoded = decodeBlock(encoded);
        expect(decoded).toEqual(original);
        expect(encodeBlock(decoded)).toEqual(encoded);
        expect(peekBlock(encoded).number).toBe(original.number);
      }),
      { numRuns: 200 },
    );
  });

  it("walks every transaction once, with the fields that its objects have", () => {
    fc.assert(
      fc.property(block, (original) => {
        const encoded = encodeBlock(original);
        const seen: number[] = [];
        const scan = scanBlock(encoded, (fields, index) => {
          seen.push(index);
          const object = decodeTransaction(encoded.slice(fields.start, fields.end));
          expect([fields.account, fields.nonce]).toEqual([object.account, object.nonce]);
          expect(encoded.slice(fields.signatureAt, fields.end)).toEqual(object.signature);
        });
        expect(seen).toEqual(original.transactions.map((_, i) => i));
        expect(scan.transactionOffsets.at(-1)).toBe(encoded.length);
      }),
      { numRuns: 100 },
    );
  });

  it("refuses or re-encodes exactly, whatever single byte is changed, cut or added", () => {
    const check = (input: Uint8Array) => {
      let decoded: ReturnType<typeof decodeBlock>;
      try {
        decoded = decodeBlock(input);
      } catch (error) {
        expect(error).toBeInstanceOf(NovateError);
        return;
      }
      expect(encodeBlock(decoded)).toEqual(input);
    };
    fc.assert(
      fc.property(block, fc.nat(), fc.integer({ min: 1, max: 255 }), (original, position, change) => {
        const encoded = encodeBlock(original);
        const mutated = encoded.slice();
        mutated[position % encoded.length]! ^= change;
        check(mutated);
        check(encoded.slice(0, position % encoded.length));
        expect(() => decodeBlock(encoded.slice(0, encoded.length - 1))).toThrow(NovateError);
        expect(() => decodeBlock(new Uint8Array([...encoded, 0]))).toThrow(NovateError);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps to the counts and the size of the wire format", () => {
    const empty = { number: 1n, timestamp: 1n, l1Block: 0n, inboxDue: 0n, messages: [], transactions: [] };
    const big = new Uint8Array(4 * 1024 * 1024 + 1);
    expect(() => encodeBlock({ ...empty, transactions: [big] })).toThrow(/bounds/);
    expect(() => encodeBlock({ ...empty, transactions: new Array(20_001).fill(new Uint8Array(0)) })).toThrow(
      /bounds/,
    );
    const bytes = encodeBlock(empty);
    expect(bytes.length).toBe(64);
    new DataView(bytes.buffer).setUint32(44, 20_001, true);
    expect(() => scanBlock(bytes)).toThrow(/20000/);
  });
});

describe("batch codec", () => {
  it("decodes what it encoded and refuses every prefix, extension and empty batch", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 5 }), (blocks) => {
        const payload = encodeBatch(blocks);
        expect(decodeBatch(payload)).toEqual(blocks);
        for (let length = 0; length < payload.length; length++) {
          expect(() => decodeBatch(payload.subarray(0, length))).toThrow(NovateError);
        }
        expect(() => decodeBatch(new Uint8Array([...payload, 0]))).toThrow(NovateError);
      }),
      { numRuns: 100 },
    );
    expect(() => encodeBatch([])).toThrow(NovateError);
  });

  it("refuses a table of ends that goes back or points beyond the payload", () => {
    const payload = encodeBatch([new Uint8Array(3), new Uint8Array(5)]);
    for (const [entry, end] of [
      [0, 9],
      [1, 2],
      [1, 7],
      [1, 2 ** 32 - 1],
    ] as const) {
      const spoilt = payload.slice();
      new DataView(spoilt.buffer).setUint32(8 + 4 * entry, end, true);
      expect(() => decodeBatch(spoilt)).toThrow(NovateError);
    }
  });

  it("puts byte j of block i where the table says", () => {
    const blocks = [Uint8Array.of(1, 2, 3), new Uint8Array(0), Uint8Array.of(4, 5)];
    const payload = encodeBatch(blocks);
    expect(payload.slice(8 + 4 * 3)).toEqual(Uint8Array.of(1, 2, 3, 4, 5));
    expect([...payload.slice(8, 20)]).toEqual([3, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0]);
  });
});
