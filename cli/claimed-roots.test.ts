import { expect, test } from "vitest";
import { fromHex, toHex } from "../node/primitives/bytes.ts";
import { NovateError } from "../node/primitives/error.ts";
import type { Timers } from "../node/primitives/timers.ts";
import { claimedRoots, requireAllClaimed } from "./claimed-roots.ts";
import { exitCodeOf } from "./exit-codes.ts";

const HEAD = 1_234;
const PAGE = 500;
const WEIGHT = 40;
const rootOf = (block: number) => toHex(new Uint8Array(32).fill(block & 0xff)) as string;

/** A node with the limits of a real one: pages, and a bucket of weight that time refills. */
function fakeNode(perMinute: number) {
  let now = 0;
  let used = 0;
  let asked = 0;
  const timers: Timers = {
    after(milliseconds, callback) {
      now += milliseconds;
      used = Math.max(0, used - (milliseconds * perMinute) / 60_000);
      queueMicrotask(callback);
      return () => {};
    },
  };
  const client = {
    async info({ from }: { readonly type: string; readonly from?: unknown }) {
      asked += 1;
      if (used + WEIGHT > perMinute) {
        const retryAfter = Math.ceil(((used + WEIGHT - perMinute) * 60) / perMinute);
        throw new NovateError("RATE_LIMITED", "slower", { retryAfter });
      }
      used += WEIGHT;
      const first = Number(from);
      const length = Math.max(0, Math.min(PAGE, HEAD + 1 - first));
      return Array.from({ length }, (_, i) => ({ number: first + i, stateRoot: rootOf(first + i) }));
    },
  };
  return { client, timers, asked: () => asked, now: () => now };
}

const { signal } = new AbortController();

test("every root up to the head comes in pages, and none above it", async () => {
  const { asked, ...node } = fakeNode(1_200);
  const claimed = claimedRoots({ signal }, node);
  for (let block = 1; block <= HEAD; block += 1)
    expect(await claimed(BigInt(block))).toEqual(fromHex(rootOf(block), 32));
  expect(asked()).toBe(3);
  expect(await claimed(BigInt(HEAD + 1))).toBeUndefined();
});

test("a node's rate limit is waited for as long as the node says, however often", async () => {
  const { asked, now, ...node } = fakeNode(60);
  const pauses: number[] = [];
  const claimed = claimedRoots({ signal, onPause: (seconds) => pauses.push(seconds) }, node);
  for (let block = 1; block <= HEAD; block += 100) await claimed(BigInt(block));
  expect(pauses).toEqual([20, 40]);
  expect([asked(), now()]).toEqual([5, 60_000]);
});

test("a node that is away is asked five times, an answer that will not change once", async () => {
  const failing = (code: string) => {
    let asked = 0;
    const client = {
      async info(): Promise<unknown> {
        asked += 1;
        throw new NovateError(code, "no");
      },
    };
    const { timers } = fakeNode(1);
    return { work: claimedRoots({ signal }, { client, timers })(1n), asked: () => asked };
  };
  const away = failing("NODE_UNREACHABLE");
  await expect(away.work).rejects.toMatchObject({ code: "NODE_UNREACHABLE" });
  expect(away.asked()).toBe(5);
  const old = failing("UNKNOWN_TYPE");
  await expect(old.work).rejects.toMatchObject({ code: "UNKNOWN_TYPE" });
  expect(old.asked()).toBe(1);
});

test("roots that nobody claimed are no success, and the exit code tells a difference from a question that got no answer", () => {
  expect(() => requireAllClaimed(7, 7n)).not.toThrow();
  expect(() => requireAllClaimed(6, 7n)).toThrow(expect.objectContaining({ code: "NODE_BEHIND" }));
  const codes = ["ROOT_MISMATCH", "NODE_BEHIND", "NODE_UNREACHABLE", "L1_RPC", "INTERNAL", "BAD_ARGUMENT"];
  expect(codes.map((code) => exitCodeOf("verify", code))).toEqual([1, 3, 3, 3, 3, 2]);
  expect(exitCodeOf("book", "NODE_UNREACHABLE")).toBe(1);
});
