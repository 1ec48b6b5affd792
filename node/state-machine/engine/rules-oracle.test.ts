import { describe, expect, it } from "vitest";
import type { MarketFields } from "./testing/config.ts";
import * as encode from "./testing/encode.ts";
import { seededRandom } from "./testing/random-actions.ts";
import { codeName, ofKind, results, World, type WorldOptions } from "./testing/world.ts";

const USD = 1_000_000n;
const FREE = { makerFeePpm: 0, takerFeePpm: 0 };
const buy = (price: number, size: number): Uint8Array => encode.order({ buy: true, price, size });
const sell = (price: number, size: number): Uint8Array => encode.order({ buy: false, price, size });

function open(
  market: Partial<MarketFields> = {},
  options: WorldOptions = {},
): { w: World; a: number; b: number } {
  const w = new World({ markets: [{ ...FREE, ...market }], ...options });
  const [a, b] = w.fund([1_000_000n * USD, 1_000_000n * USD]) as [number, number];
  return { w, a, b };
}

describe("O1: the index", () => {
  it("needs votes by two thirds of the stake, and is their stake-weighted median", () => {
    const { w } = open({}, { stakes: [40n, 27n, 33n] });
    w.run({ transactions: [w.vote(5000, { validator: 0 })] });
    expect(w.state.market(0).index).toBe(0);
    w.run({ transactions: [w.vote(5100, { validator: 1 })] });
    expect(w.state.market(0).index).toBe(5000);
    w.run({ transactions: [w.vote(4900, { validator: 2 })] });
    expect(w.state.market(0).index).toBe(5000);
    w.run({ transactions: [w.vote(5200, { validator: 0 })] });
    expect(w.state.market(0).index).toBe(5100);
  });

  it("takes exactly two thirds and exactly half", () => {
    const { w } = open({}, { stakes: [1n, 1n, 1n] });
    w.run({ transactions: [w.vote(5000, { validator: 0 }), w.vote(5100, { validator: 1 })] });
    expect(w.state.market(0).index).toBe(5000);
  });

  it("equals a plain median over random votes, ages and stakes", () => {
    const random = seededRandom(11);
    const stakes = [5n, 0n, 9n, 7n, 7n, 1n];
    const { w } = open({}, { stakes });
    const votes = stakes.map(() => ({ time: -1, index: 0, external: 0 }));
    let index = 0;
    let external = 0;
    for (let block = 0; block < 80; block++) {
      const elapsed = 1 + Math.floor(random() * 15_000);
      const now = w.now + elapsed;
      const voting = stakes.map((_, validator) => validator).filter(() => random() < 0.4);
      for (const validator of voting) {
        votes[validator] = {
          time: now,
          index: 4990 + Math.floor(random() * 20),
          external: random() < 0.5 ? 5000 + Math.floor(random() * 9) : 0,
        };
      }
      w.run({
        elapsed,
        transactions: voting.map((validator) =>
          w.vote(votes[validator]!.index, { validator, external: votes[validator]!.external }),
        ),
      });
      const fresh = votes
        .map((vote, id) => ({ ...vote, id, stake: stakes[id]! }))
        .filter((vote) => vote.stake > 0n && vote.time >= 0 && vote.time + w.parameters.voteMaxAge >= now);
      const median = (list: { price: number; stake: bigint }[]): number => {
        const sorted = [...list].sort((x, y) => x.price - y.price);
        const total = sorted.reduce((sum, vote) => sum + vote.stake, 0n);
        let cumulated = 0n;
        for (const vote of sorted) {
          cumulated += vote.stake;
          if (2n * cumulated >= total) return vote.price;
        }
        return 0;
      };
      const counted = fresh.reduce((sum, vote) => sum + vote.stake, 0n);
      if (voting.length > 0 && counted * 3n >= 29n * 2n) {
        index = median(fresh.map(({ index: price, stake }) => ({ price, stake })));
        external = median(
          fresh.filter((vote) => vote.external > 0).map(({ external: price, stake }) => ({ price, stake })),
        );
      }
      expect(w.state.market(0)).toMatchObject({ index, externalMark: external });
    }
    expect(index).toBeGreaterThan(0);
  });

  it("refuses prices off the grid and unknown markets, one result a price", () => {
    const { w } = open();
    const vote = encode.vote([
      { market: 0, index: 16_384 },
      { market: 1, index: 5000 },
    ]);
    const { address } = { address: w.state.signer(1).address };
    w.run({ transactions: [w.sign(0, vote, { signer: address })] });
    expect(results(w.events).map((result) => codeName(result.code))).toEqual(["BAD_PRICE", "UNKNOWN_MARKET"]);
    expect(w.state.market(0).index).toBe(0);
  });
});

describe("O2: a stale market", () => {
  it("keeps its mark, and takes up again with the next vote", () => {
    const { w, a, b } = open();
    w.run({ transactions: [w.vote(5000)] });
    w.act(a, buy(4900, 10));
    w.act(b, sell(5300, 10));
    w.run({ elapsed: w.parameters.indexMaxAge - 200 });
    expect(w.code(a, buy(4901, 10))).toBe("REDUCE_ONLY_MODE");
    const { mark, ema } = w.state.market(0);
    w.run({ elapsed: 50_000 });
    expect(w.state.market(0)).toMatchObject({ mark, ema });
    w.run({ elapsed: 1000, transactions: [w.vote(5000)] });
    expect(w.state.market(0).ema).not.toBe(ema);
    expect(w.code(a, buy(4901, 10))).toBe("OK");
  });
});

describe("O3: the mark", () => {
  it("equals the rule's formula over random books, votes and gaps", () => {
    const random = seededRandom(3);
    const { w, a, b } = open(
      { markBandPpm: 20_000 },
      { parameters: { indexMaxAge: 10_000_000, voteMaxAge: 1 } },
    );
    let ema = 0n;
    const floorDiv = (x: bigint, y: bigint): bigint => (x >= 0n ? x / y : -((-x + y - 1n) / y));
    const median = (...three: bigint[]): bigint => three.sort((x, y) => (x < y ? -1 : 1))[1]!;
    for (let block = 0; block < 120; block++) {
      const before = w.state.market(0);
      const elapsed = 1 + Math.floor(random() * (random() < 0.1 ? 2_000_000 : 3_000));
      const index = random() < 0.5 || before.index === 0 ? 5000 + Math.floor(random() * 200) : before.index;
      const external = random() < 0.3 ? 5000 + Math.floor(random() * 300) : 0;
      w.run({ elapsed, transactions: [w.vote(index, { external })] });
      const i = BigInt(index);
      const [bid, ask] = [BigInt(before.bestBid), BigInt(before.bestAsk)];
      const both = bid !== 0n && ask !== 0n;
      const gap = BigInt(Math.min(elapsed, 600_000));
      if (both) ema += floorDiv((500_000n * (bid + ask) - 1_000_000n * i - ema) * gap, 150_000n + gap);
      const average = floorDiv(1_000_000n * i + ema + 500_000n, 1_000_000n);
      const local = both ? median(bid, ask, before.lastTrade === 0 ? i : BigInt(before.lastTrade)) : i;
      let mark = median(average, local, external === 0 ? i : BigInt(external));
      const band = (i * 20_000n) / 1_000_000n;
      mark = mark > i + band ? i + band : mark < i - band ? i - band : mark;
      expect(w.state.market(0)).toMatchObject({ mark: Number(mark), ema });
      if (random() < 0.4) w.act(a, encode.cancelAll(), buy(4950 + Math.floor(random() * 150), 5));
      if (random() < 0.4) w.act(b, encode.cancelAll(), sell(4990 + Math.floor(random() * 250), 5));
      // Those blocks moved the average too.
      ema = w.state.market(0).ema;
    }
  });
});

/** A market whose book stands `above` ticks over the index, sampled for one funding interval. */
function premiumWorld(bid: number, ask: number, slots = 60): { w: World; a: number; b: number } {
  const { w, a, b } = open(
    { impactNotional: 500n * USD, imfPpm: 10_000, mmfPpm: 5000 },
    { parameters: { fundingInterval: 72_000, indexMaxAge: 10_000_000, voteMaxAge: 10_000_000 } },
  );
  w.run({ elapsed: 72_000 - (w.now % 72_000), transactions: [w.vote(5000)] });
  if (bid > 0) w.act(a, buy(bid, 100_000));
  if (ask > 0) w.act(b, sell(ask, 100_000));
  w.run({ elapsed: 72_000 - (w.now % 72_000) });
  // The first slot does not count: its first sample comes after a gap.
  const steps = slots * 12;
  w.checks = false;
  for (let i = 1; i < steps; i++) w.run({ elapsed: 100 });
  w.run({ elapsed: 72_000 - (w.now % 72_000) });
  return { w, a, b };
}

describe("O4 and O5: funding", () => {
  it("is the clamped premium over eight, from the samples of the interval", () => {
    const { w } = premiumWorld(5010, 5020);
    const [event] = ofKind(w.events, "funding");
    const premium = (10n * 1_000_000_000n) / 5000n;
    const rate = (premium - 500_000n) / 8n;
    expect(event).toMatchObject({ slots: 59, rate, index: 5000, fundingIndex: 5000n * 100n * rate });
  });

  it("is the interest when the book straddles the index, and negative below it", () => {
    expect(ofKind(premiumWorld(4990, 5010).w.events, "funding")[0]!.rate).toBe(100_000n / 8n);
    expect(ofKind(premiumWorld(4980, 4990).w.events, "funding")[0]!.rate).toBe((-2_000_000n + 500_000n) / 8n);
  });

  it("is zero under 15 slots and capped at four per cent", () => {
    expect(ofKind(premiumWorld(5010, 5020, 15).w.events, "funding")[0]).toMatchObject({
      slots: 14,
      rate: 0n,
    });
    expect(ofKind(premiumWorld(5010, 5020, 16).w.events, "funding")[0]!.slots).toBeGreaterThanOrEqual(15);
    const far = premiumWorld(5490, 5500);
    expect(ofKind(far.w.events, "funding")[0]!.rate).toBe((98_000_000n - 500_000n) / 8n);
  });

  it("drops slots with a gap, and needs depth on a side", () => {
    const { w, a } = open(
      { impactNotional: 500n * USD },
      { parameters: { fundingInterval: 72_000, indexMaxAge: 10_000_000, voteMaxAge: 10_000_000 } },
    );
    w.run({ elapsed: 72_000 - (w.now % 72_000), transactions: [w.vote(5000)] });
    w.act(a, buy(5010, 10));
    for (let i = 0; i < 100; i++) w.run({ elapsed: i % 2 === 0 ? 601 : 100 });
    w.run({ elapsed: 72_000 - (w.now % 72_000) });
    expect(ofKind(w.events, "funding")[0]).toMatchObject({ slots: 0, rate: 0n });
    for (let i = 0; i < 719; i++) w.run({ elapsed: 100 });
    w.run({ elapsed: 72_000 - (w.now % 72_000) });
    // Ten lots are no 500 USD: the premium is 0, the rate the interest.
    expect(ofKind(w.events, "funding")[0]!.rate).toBe(12_500n);
  });
});

describe("O6: settlement", () => {
  it("rounds up for payer and receiver alike; the rest is dust", () => {
    const { w, a, b } = premiumWorld(5010, 5020);
    w.act(a, encode.cancelAll());
    w.act(b, encode.cancelAll());
    w.act(b, sell(5000, 7));
    w.act(a, buy(5000, 7));
    const opened = w.state.market(0).fundingIndex;
    w.act(a, buy(5010, 100_000));
    w.act(b, sell(5020, 100_000));
    w.run({ elapsed: 72_000 - (w.now % 72_000) });
    for (let i = 1; i < 720; i++) w.run({ elapsed: 100 });
    w.run({ elapsed: 72_000 - (w.now % 72_000) });
    const change = w.state.market(0).fundingIndex - opened;
    expect(change).toBeGreaterThan(0n);
    const cash = [w.cash(a), w.cash(b)];
    const dust = w.state.header().dust;
    w.act(a, encode.cancelAll());
    w.act(b, encode.cancelAll());
    w.act(b, sell(5000, 1));
    w.act(a, buy(5000, 1));
    const up = (7n * change + 999_999_999n) / 1_000_000_000n;
    const down = (7n * change) / 1_000_000_000n;
    expect([w.cash(a), w.cash(b)]).toEqual([cash[0]! - up, cash[1]! + down]);
    expect(w.state.header().dust - dust).toBe(up - down);
    expect(ofKind(w.events, "fundingPayment").map((payment) => payment.payment)).toEqual([-down, up]);
  });
});
