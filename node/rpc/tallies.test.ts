import { describe, expect, it } from "vitest";
import { seededRng } from "../primitives/rng.ts";
import type { FillEntry, FundingEntry, Page } from "../store/history/index.ts";
import { dayOf, type PositionFunding, Tallies } from "./tallies.ts";

const UNIT = 3;
const ACCOUNT = 7;

/** A life of fills and funding in two markets, some in the same block. */
function life(count: number) {
  const rng = seededRng(5);
  const below = (n: number) => rng.uint32() % n;
  const fills: FillEntry[] = [];
  const funding: FundingEntry[] = [];
  const sizes = [0n, 0n];
  for (let block = 1; fills.length + funding.length < count; block++) {
    for (let index = 0; index < 1 + below(3); index++) {
      const market = below(2);
      const at = { block, index, time: block * 3_600_000, account: ACCOUNT, market };
      if (sizes[market] !== 0n && below(3) === 0) {
        const payment = BigInt(below(2_000)) - 1_000n;
        funding.push({ ...at, size: sizes[market]!, payment, rate: 1n, indexPrice: 1 });
        continue;
      }
      const isBuy = below(2) === 0;
      const lots = 1 + below(3);
      sizes[market]! += BigInt(isBuy ? lots : -lots);
      fills.push({
        ...at,
        ...{ tradeId: BigInt(block), orderId: 1n, isBuy, lots, price: 100 + below(9) },
        ...{ fee: BigInt(below(50)), pnl: BigInt(below(99)) - 50n, size: sizes[market]! },
        ...{ isTaker: below(2) === 0, kind: "trade" as const },
      });
    }
  }
  return { fills, funding };
}

const behind = (a: { block: number; index: number }, b: { block: number; index: number }) =>
  a.block - b.block || a.index - b.index;

function listOf<Entry extends { block: number; index: number }>(
  all: readonly Entry[],
  reads: { count: number },
) {
  return async (_account: number, { after, limit, toBlock }: Page): Promise<Entry[]> => {
    reads.count++;
    const known = all.filter(
      (entry) => entry.block <= Number(toBlock) && (after === undefined || behind(entry, after) > 0),
    );
    return known.slice(0, limit);
  };
}

/** One entry after the other, as it happened. */
function naive(fills: readonly FillEntry[], funding: readonly FundingEntry[]) {
  const all = [...fills, ...funding].sort(behind);
  const sums = new Map<number, PositionFunding>();
  let realised = 0n;
  for (const entry of all) {
    const position = sums.get(entry.market) ?? { allTime: 0n, sinceOpen: 0n, sinceChange: 0n };
    sums.set(entry.market, position);
    if ("payment" in entry) {
      realised -= entry.payment;
      for (const key of ["allTime", "sinceOpen", "sinceChange"] as const) position[key] += entry.payment;
      continue;
    }
    realised += entry.pnl - entry.fee;
    position.sinceChange = 0n;
    const before = entry.size - BigInt(entry.isBuy ? entry.lots : -entry.lots);
    if (before * entry.size <= 0n) position.sinceOpen = 0n;
  }
  return { realised, sums };
}

describe("the sums of an account", () => {
  it("are those of every entry in turn, whatever the pages, and grow with the history", async () => {
    const { fills, funding } = life(9_000);
    const reads = { count: 0 };
    const last = Math.max(fills.at(-1)!.block, funding.at(-1)!.block);
    const history = { fills: listOf(fills, reads), funding: listOf(funding, reads), indexed: 0n };
    const tallies = new Tallies({
      history: history as never,
      state: { market: () => ({ unit: UNIT }) } as never,
    });
    for (const share of [0.3, 0.31, 1]) {
      const to = Math.floor(last * share);
      history.indexed = BigInt(to);
      const known = [fills, funding].map((list) => list.filter(({ block }) => block <= to));
      const expected = naive(known[0] as FillEntry[], known[1] as FundingEntry[]);
      let tally = await tallies.of(ACCOUNT);
      for (let tries = 0; tally === undefined; tries++) {
        expect(tries).toBeLessThan(20);
        tally = await tallies.of(ACCOUNT);
      }
      expect(tally.realised).toBe(expected.realised);
      expect(tally.funding).toEqual(expected.sums);
      const traded = (known[0] as FillEntry[]).reduce((sum, { lots, price }) => sum + lots * price * UNIT, 0);
      expect(tally.volume.cross + tally.volume.add).toBe(BigInt(traded));
      for (const [day, { add, cross }] of tally.days) {
        const own = (known[0] as FillEntry[]).filter(({ time }) => dayOf(time) === day);
        expect(cross + add).toBe(own.reduce((sum, { lots, price }) => sum + BigInt(lots * price * UNIT), 0n));
      }
    }
  });

  it("take a bounded number of pages a query, and go on where it stopped", async () => {
    const { fills, funding } = life(9_000);
    const reads = { count: 0 };
    const history = { fills: listOf(fills, reads), funding: listOf(funding, reads), indexed: 1n << 40n };
    const tallies = new Tallies({
      history: history as never,
      state: { market: () => ({ unit: UNIT }) } as never,
    });
    let queries = 1;
    for (; (await tallies.of(ACCOUNT)) === undefined; queries++) {
      expect(reads.count).toBe(8);
      reads.count = 0;
    }
    expect(queries).toBeGreaterThan(2);
  });
});
