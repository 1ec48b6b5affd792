import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LiveBook } from "./live-book.ts";

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
const at = { coin: "X-PERP", time: 1 };

test("a copy that follows the deltas is the node's book after every one of them", () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 30 }), (blocks) => {
      const [bids, asks]: [Side, Side] = [new Map(), new Map()];
      const live = new LiveBook();
      live.apply({ channel: "l2Book", seq: 0, isSnapshot: true, data: { ...at, ...wordsOf(bids, asks) } });
      blocks.forEach((block, i) => {
        const changes: [object[], object[]] = [[], []];
        for (const [isBid, px, sz] of block) {
          const side = isBid ? bids : asks;
          if (sz === 0) side.delete(px);
          else side.set(px, sz);
          changes[isBid ? 0 : 1].push(level([px, sz]));
        }
        const { levels, checksum } = wordsOf(bids, asks);
        const book = live.apply({ channel: "l2Book", seq: i + 1, data: { ...at, changes, checksum } });
        expect(book.levels).toEqual(levels);
      });
    }),
  );
});

test("a copy that differs from the node's book is an error, not a wrong ladder", () => {
  const live = new LiveBook();
  const data = { ...at, ...wordsOf(new Map([[5, 1]]), new Map()) };
  const lost = { ...data, levels: [[], []] };
  expect(() => live.apply({ channel: "l2Book", seq: 0, data: lost })).toThrow(/checksum/);
});
