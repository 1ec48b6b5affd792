import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Level } from "../types.ts";
import { LiveBook } from "./book.ts";
import { crc32 as ourCrc32 } from "./crc32.ts";

type Side = Map<number, number>;
const level = ([px, sz]: [number, number]) => ({ px: `${px}`, sz: `${sz}`, n: 1 });
const sorted = (side: Side, direction: number) =>
  [...side].sort(([a], [b]) => direction * (a - b)).map(level);

/** The node's own words for a book, from the specification of the feed. */
function wordsOf(bids: Side, asks: Side) {
  const levels = [sorted(bids, -1), sorted(asks, 1)] as const;
  const best = levels.flatMap((side) => side.slice(0, 25)).map(({ px, sz }) => `${px}:${sz}`);
  return { levels, checksum: crc32(best.join(":")) };
}

const change = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }));
const at = { coin: "X-PERP", time: 1, block: 1 };

test("a copy that follows the deltas is the node's book after every one of them", () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 30 }), (blocks) => {
      const [bids, asks]: [Side, Side] = [new Map(), new Map()];
      const live = new LiveBook();
      live.apply({ seq: 0, isSnapshot: true, data: { ...at, ...wordsOf(bids, asks) } });
      blocks.forEach((block, i) => {
        const changes: [Level[], Level[]] = [[], []];
        for (const [isBid, px, sz] of block) {
          const side = isBid ? bids : asks;
          if (sz === 0) side.delete(px);
          else side.set(px, sz);
          changes[isBid ? 0 : 1].push(level([px, sz]));
        }
        const { levels, checksum } = wordsOf(bids, asks);
        const book = live.apply({ seq: i + 1, data: { ...at, changes, checksum } });
        expect(book.levels).toEqual(levels);
      });
    }),
  );
});

test("a copy that differs from the node's book is an error, not a wrong ladder", () => {
  const live = new LiveBook();
  const data = { ...at, ...wordsOf(new Map([[5, 1]]), new Map()) };
  const lost = { ...data, levels: [[], []] as const };
  expect(() => live.apply({ seq: 0, data: lost })).toThrow(/checksum/);
});

test("a copy takes no update that does not follow, and none before a snapshot, until a snapshot comes", () => {
  const live = new LiveBook();
  const none = { ...at, checksum: 0 };
  const snapshot = (seq: number) => ({ seq, isSnapshot: true, data: { ...none, levels: [[], []] as const } });
  const update = (seq: number) => ({ seq, data: { ...none, changes: [[], []] as const } });
  expect(() => live.apply(update(1))).toThrow(/a snapshot/);
  live.apply(snapshot(1));
  live.apply(update(2));
  expect(() => live.apply(update(4))).toThrow(expect.objectContaining({ code: "BOOK_GAP" }));
  expect(() => live.apply(update(3))).toThrow(/a snapshot/);
  expect(live.apply(snapshot(9)).seq).toBe(9);
});

test("the checksum is zlib's", () => {
  const ascii = fc.string({
    unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
  });
  fc.assert(fc.property(ascii, (text) => ourCrc32(text) === crc32(text)));
});
