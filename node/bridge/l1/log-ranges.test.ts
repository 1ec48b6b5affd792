import * as fc from "fast-check";
import { numberToHex, RpcRequestError } from "viem";
import { describe, expect, it } from "vitest";
import { LogRanges } from "./log-ranges.ts";

const instantly = {
  after(_: number, callback: () => void) {
    queueMicrotask(callback);
    return () => {};
  },
};

/** An endpoint with one log a block, that answers at most `cap` blocks, and counts its calls. */
function endpoint(cap: number, head = 1_000_000) {
  const calls: number[] = [];
  const refusal = (message: string, code = -32_600) =>
    new RpcRequestError({ body: {}, url: "http://127.0.0.1", error: { code, message } });
  let limited = 0;
  return {
    calls,
    limitNext: (times: number) => {
      limited = times;
    },
    async ask({ method, params }: { readonly method: string; readonly params?: unknown }) {
      if (method === "eth_blockNumber") return numberToHex(head);
      const [{ fromBlock, toBlock }] = params as [{ fromBlock: `0x${string}`; toBlock: `0x${string}` }];
      const [first, last] = [Number(fromBlock), Number(toBlock)];
      calls.push(last - first + 1);
      if (limited-- > 0) throw refusal("compute units per second exceeded", 429);
      if (last - first + 1 > cap) throw refusal(`eth_getLogs is limited to a ${cap} block range`);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    },
  };
}

const ranges = (at: ReturnType<typeof endpoint>, mostBlocks = 1_000) =>
  new LogRanges({ mostBlocks }, { ask: at.ask, timers: instantly });
const filter = (first: number, last: number) => ({
  fromBlock: numberToHex(first),
  toBlock: numberToHex(last),
});
const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe("queries of logs under a provider's cap", () => {
  it("give every block once and in order, whatever the cap, the first size and the range", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 4_000 }),
        async (cap, most, first, length) => {
          const found = await ranges(endpoint(cap), most).logs(filter(first, first + length));
          expect(found).toEqual(numbers(first, first + length));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("learn a cap of 10 blocks once", async () => {
    const provider = endpoint(10);
    const asked = ranges(provider);
    await asked.logs(filter(0, 9_999));
    expect(asked.mostBlocks).toBeLessThanOrEqual(10);
    expect(asked.mostBlocks).toBeGreaterThan(5);
    provider.calls.length = 0;
    await asked.logs(filter(10_000, 19_999));
    expect(Math.max(...provider.calls)).toBeLessThanOrEqual(10);
  });

  it("read an open end up to the newest block", async () => {
    const asked = ranges(endpoint(10, 57), 1_000);
    expect(await asked.logs({ fromBlock: "0x0" })).toEqual(numbers(0, 57));
    expect(await asked.logs({ fromBlock: "0x32", toBlock: "latest" })).toEqual(numbers(50, 57));
  });

  it("wait when asked too fast, instead of asking for less", async () => {
    const provider = endpoint(1_000);
    const asked = ranges(provider);
    provider.limitNext(3);
    expect(await asked.logs(filter(0, 999))).toHaveLength(1_000);
    expect(asked.mostBlocks).toBe(1_000);
    provider.limitNext(100);
    await expect(asked.logs(filter(0, 999))).rejects.toThrow("per second");
  });

  it("keep their size when an endpoint refuses for another reason, and pass its words on", async () => {
    const provider = endpoint(0);
    const asked = ranges(provider, 16);
    await expect(asked.logs(filter(0, 15))).rejects.toThrow("block range");
    expect(asked.mostBlocks).toBe(16);
    expect(provider.calls).toEqual([16, 8, 4, 2, 1]);
  });
});
