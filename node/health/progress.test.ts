import { expect, test } from "vitest";
import { describeProgress, Progress } from "./progress.ts";

function progressOf(maxLag: number) {
  const node = { head: 3n, published: undefined as bigint | undefined, now: 0 };
  const sources = { head: () => node.head, published: () => node.published, now: () => node.now };
  return { node, progress: new Progress({ maxLag }, sources) };
}

test("a node is not caught up before it knows how much there is, nor while it is further behind than it may be", () => {
  const { node, progress } = progressOf(100);
  expect(progress.isCaughtUp).toBe(false);
  expect(describeProgress(progress.figures)).toContain("not known before L1 was read");
  node.published = 19_577n;
  expect(progress.isCaughtUp).toBe(false);
  node.head = 19_476n;
  expect(progress.isCaughtUp).toBe(false);
  node.head = 19_477n;
  expect(progress.isCaughtUp).toBe(true);
  node.published = 19_578n;
  expect(progress.isCaughtUp).toBe(false);
});

test("it says how far it is, how fast, and when it will be done", () => {
  const { node, progress } = progressOf(0);
  node.published = 19_577n;
  for (let i = 1; i <= 100; i += 1) {
    node.now = i * 5_000;
    node.head += 100n;
    progress.sample();
  }
  expect(progress.figures).toEqual({
    ...{ blocks: 10_003n, of: 19_577n, behind: 9_574n },
    ...{ perSecond: 20, secondsLeft: 478.7 },
  });
  expect(describeProgress(progress.figures)).toBe("block 10,003 of 19,577 (51.1%), 20 blocks/s, 479 s left");
});

test("one that stands still promises no end, and one ahead of what is published has nothing left", () => {
  const { node, progress } = progressOf(0);
  node.published = 10n;
  node.now = 5_000;
  expect(progress.figures).toMatchObject({ behind: 7n, perSecond: 0, secondsLeft: undefined });
  expect(describeProgress(progress.figures)).toContain("standing still");
  node.head = 12n;
  expect(progress.figures).toMatchObject({ behind: 0n, secondsLeft: 0 });
  expect(progress.isCaughtUp).toBe(true);
});
