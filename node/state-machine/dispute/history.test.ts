import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes } from "../../primitives/bytes.ts";
import { errorCode } from "../../primitives/error.ts";
import { verifyRange } from "../merkle.ts";
import { firstDifference, History, proveLast } from "./history.ts";

const pair = (left: Uint8Array, right: Uint8Array) =>
  new Uint8Array(createHash("sha256").update(left).update(right).digest());
const leafOf = (value: number) => new Uint8Array(32).fill(value);

/** The tree from nothing, every leaf written out. */
function naiveRoot(leaves: readonly Uint8Array[], height: number, tail: Uint8Array): Uint8Array {
  let level = Array.from({ length: 2 ** height }, (_, i) => leaves[i] ?? tail);
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, i) => pair(level[2 * i]!, level[2 * i + 1]!));
  }
  return level[0]!;
}

const cases = fc.integer({ min: 0, max: 7 }).chain((height) =>
  fc.record({
    height: fc.constant(height),
    leaves: fc.array(fc.integer({ min: 0, max: 3 }).map(leafOf), { minLength: 1, maxLength: 2 ** height }),
    tail: fc.integer({ min: 0, max: 3 }).map(leafOf),
  }),
);

const codeOf = (action: () => unknown) => {
  try {
    action();
    return "NO_ERROR";
  } catch (error) {
    return errorCode(error);
  }
};

describe("a history", () => {
  it("has the root of the tree with every leaf written out, whatever repeats at its end", () => {
    fc.assert(
      fc.property(cases, ({ height, leaves, tail }) => {
        const history = new History(concatBytes(leaves), height, tail);
        expect(history.root).toEqual(naiveRoot(leaves, height, tail));
      }),
    );
  });

  it("proves every leaf, and no other value or place", () => {
    fc.assert(
      fc.property(cases, fc.nat(), fc.nat(), ({ height, leaves, tail }, at, other) => {
        const history = new History(concatBytes(leaves), height, tail);
        const index = at % 2 ** height;
        const siblings = history.prove(index);
        const holds = (leaf: Uint8Array, place: number, path: readonly Uint8Array[]) =>
          verifyRange(history.root, height, place, [leaf], path);
        const leaf = history.node(0, index);
        expect(holds(leaf, index, siblings)).toBe(true);
        expect(holds(leafOf(9), index, siblings)).toBe(false);
        expect(holds(leaf, index + 2 ** height, siblings)).toBe(false);
        expect(holds(leaf, index, [...siblings, leafOf(0)])).toBe(false);
        expect(holds(leaf, index, siblings.slice(1))).toBe(height === 0);
        const place = other % 2 ** height;
        const same = Buffer.from(history.node(0, place)).equals(leaf);
        if (!same) expect(holds(leaf, place, siblings)).toBe(false);
      }),
    );
  });

  it("finds the first leaf at which two histories differ", () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ height, leaves, tail }, at) => {
        const full = Array.from({ length: 2 ** height }, (_, i) => leaves[i] ?? tail);
        const index = at % full.length;
        const other = full.map((leaf, i) => (i === index || (i > index && i % 3 === 0) ? leafOf(9) : leaf));
        const a = new History(concatBytes(leaves), height, tail);
        const b = new History(concatBytes(other), height, tail);
        expect(firstDifference(a, b)).toBe(index);
        expect(firstDifference(a, a)).toBeUndefined();
      }),
    );
  });

  it("costs as little for 2^26 leaves as for those that are given", () => {
    const history = new History(leafOf(1), 26, new Uint8Array(32));
    expect(proveLast(history)).toHaveLength(26);
    const known = history.prove(0);
    expect(verifyRange(history.root, 26, 0, [leafOf(1)], known)).toBe(true);
  });

  it("refuses what is no tree", () => {
    const one = leafOf(1);
    expect(codeOf(() => new History(new Uint8Array(0), 2, one))).toBe("HISTORY_SIZE");
    expect(codeOf(() => new History(new Uint8Array(33), 2, one))).toBe("HISTORY_SIZE");
    expect(codeOf(() => new History(new Uint8Array(96), 1, one))).toBe("HISTORY_SIZE");
    expect(codeOf(() => new History(one, 41, one))).toBe("HISTORY_SIZE");
    expect(codeOf(() => new History(one, 1, new Uint8Array(31)))).toBe("HISTORY_SIZE");
    const history = new History(one, 2, one);
    for (const [level, index] of [
      [0, 4],
      [3, 0],
      [-1, 0],
      [0, 0.5],
      [0, -1],
    ] as const)
      expect(codeOf(() => history.node(level, index))).toBe("HISTORY_INDEX");
    expect(codeOf(() => firstDifference(history, new History(one, 3, one)))).toBe("HISTORY_HEIGHT");
  });
});
