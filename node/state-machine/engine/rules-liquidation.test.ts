import { describe, expect, it } from "vitest";
import type { MarketFields } from "./testing/config.ts";
import * as encode from "./testing/encode.ts";
import { codeName, ofKind, World, type WorldOptions } from "./testing/world.ts";

const USD = 1_000_000n;
const MARKET = { makerFeePpm: 0, takerFeePpm: 0, imfPpm: 50_000, mmfPpm: 30_000, markBandPpm: 100_000 };
const buy = (price: number, size: number, more: Partial<encode.OrderFields> = {}): Uint8Array =>
  encode.order({ buy: true, price, size, ...more });
const sell = (price: number, size: number, more: Partial<encode.OrderFields> = {}): Uint8Array =>
  encode.order({ buy: false, price, size, ...more });

/** Account `a` is long 1,000 lots (500 USD) from 5000 with `cash` USD6; `b` short the same; `c` rich. */
function open(
  cash: bigint,
  market: Partial<MarketFields> = {},
  options: WorldOptions = {},
): { w: World; a: number; b: number; c: number } {
  const w = new World({ markets: [{ ...MARKET, ...market }], ...options });
  const [a, b, c] = w.fund([cash, 1_000_000n * USD, 1_000_000n * USD]) as [number, number, number];
  w.run({ transactions: [w.vote(5000)] });
  w.act(b, sell(5000, 1000));
  w.act(a, buy(5000, 1000));
  return { w, a, b, c };
}

const stages = (w: World): number[] => ofKind(w.events, "liquidation").map((event) => event.stage);

describe("L1 and L5: the scan", () => {
  it("liquidates below maintenance margin, and not at it", () => {
    // MM at 4800 = 14.4 USD; equity = cash - 20 USD.
    const at = open(34_400_000n);
    at.w.run({ transactions: [at.w.vote(4800)] });
    expect(stages(at.w)).toEqual([]);
    const below = open(34_400_000n - 1n);
    below.w.run({ transactions: [below.w.vote(4800)] });
    expect(stages(below.w)).toEqual([1, 2]);
  });

  it("liquidates at most 64 accounts a block and goes on with the next one after them, until it came round to everyone", () => {
    const count = 600;
    const w = new World({ markets: [MARKET] });
    w.checks = false;
    const [maker] = w.fund([1_000_000n * USD]) as [number];
    w.run({ transactions: [w.vote(5000)] });
    const poor = w.fund(
      Array.from({ length: count }, () => 27n * USD),
      1000,
    );
    w.act(maker, sell(5000, 1000 * count));
    w.run({ transactions: poor.map((account) => w.trade(account, buy(5000, 1000))) });
    w.checks = true;
    const seen = new Set<number>();
    w.run({ transactions: [w.vote(4850)] });
    for (let block = 0; block < 12; block++) {
      const now = ofKind(w.events, "liquidation")
        .filter((event) => event.stage === 1)
        .map((event) => event.account);
      expect(now.length).toBeLessThanOrEqual(64);
      if (block < 9) expect(now).toEqual(poor.slice(64 * block, 64 * block + 64));
      for (const account of now) seen.add(account);
      w.run({});
    }
    expect([...seen].sort((x, y) => x - y)).toEqual(poor);
  });

  it("spares accounts with a position in a stale market", () => {
    const { w, a } = open(30n * USD);
    w.run({ elapsed: w.parameters.indexMaxAge + 1000 });
    w.machine.view.setBigInt64(0x9c00_0000 + a * 128, 1n, true);
    w.machine.view.setUint32(0xa600_0000 + a * 4, 0, true);
    w.checks = false;
    w.run({});
    expect(stages(w)).toEqual([]);
  });
});

describe("L2: closing on the book", () => {
  it("cancels the account's orders, offers at the zero price and shares the gain with the insurance fund", () => {
    const { w, a, c } = open(30n * USD);
    w.act(a, buy(4700, 10));
    w.act(c, buy(4790, 400), buy(4780, 400), buy(4600, 1000));
    const before = w.state.header().insurance;
    w.run({ transactions: [w.vote(4800)] });
    expect(stages(w)).toEqual([1, 2]);
    const { mark } = w.state.market(0);
    const equity = 30n * USD - 1000n * BigInt(5000 - mark) * 100n;
    const maintenance = (1000n * BigInt(mark) * 100n * 30_000n + USD - 1n) / USD;
    const zero = mark - Number((BigInt(mark) * 30_000n * equity) / (maintenance * USD));
    const fills = ofKind(w.events, "fill");
    expect(fills.map((fill) => [fill.price, fill.lots, fill.liquidation])).toEqual(
      [4790, 4780].filter((price) => price >= zero).map((price) => [price, 400, 1]),
    );
    let fees = 0n;
    for (const fill of fills) {
      const gain = BigInt(fill.price - zero) * BigInt(fill.lots) * 100n;
      const most = (fill.notional * 10_000n + USD - 1n) / USD;
      expect(fill.takerFee).toBe(gain < most ? gain : most);
      fees += fill.takerFee;
    }
    expect(fees).toBeGreaterThan(0n);
    expect(w.state.header().insurance - before).toBe(fees);
    expect(
      ofKind(w.events, "orderUpdate").some(
        (update) => codeName(update.reason) === "LIQUIDATION" && update.account === a,
      ),
    ).toBe(true);
  });

  it("is not followed by deleveraging when the book took everything, at whatever loss", () => {
    const { w, a, c } = open(30n * USD);
    w.act(c, buy(4600, 1000));
    w.run({ transactions: [w.vote(4600)] });
    expect(w.size(a)).toBe(0n);
    expect(stages(w)).toEqual([1, 2, 4]);
  });

  it("closes no more markets than it needs", () => {
    const w = new World({ markets: [MARKET, MARKET] });
    const [a, b, c] = w.fund([58n * USD, 1_000_000n * USD, 1_000_000n * USD]) as [number, number, number];
    w.run({ transactions: [w.vote(5000), w.vote(5000, { market: 1 })] });
    w.act(b, sell(5000, 1000), sell(5000, 1000, { market: 1 }));
    w.act(a, buy(5000, 1000), buy(5000, 1000, { market: 1 }));
    w.act(c, buy(4690, 1000), buy(4990, 1000, { market: 1 }));
    w.run({ transactions: [w.vote(4690)] });
    expect(ofKind(w.events, "fill").map((fill) => fill.market)).toEqual([0]);
    expect(w.size(a, 1)).toBe(1000n);
  });
});

describe("L3: deleveraging", () => {
  it("closes at the mark, pro rata, the rest from the lowest ids", () => {
    const w = new World({ markets: [MARKET] });
    const [a, ...shorts] = w.fund([28n * USD, ...Array.from({ length: 4 }, () => 1_000_000n * USD)]) as [
      number,
      ...number[],
    ];
    w.run({ transactions: [w.vote(5000)] });
    const sizes = [300, 301, 200, 199];
    for (const [i, account] of shorts.entries()) w.act(account, sell(5000, sizes[i]!));
    w.act(a, buy(5000, 1000));
    // A second long makes the shorts larger than what is closed.
    const [other] = w.fund([1_000_000n * USD], 50) as [number];
    w.act(shorts[0]!, sell(5000, 500));
    w.act(other, buy(5000, 500));
    w.run({ transactions: [w.vote(4750)] });
    expect(stages(w)).toEqual([1, 2, 3]);
    const held = [800, 301, 200, 199];
    const total = 1500;
    const takes = held.map((size) => Math.floor((1000 * size) / total));
    let rest = 1000 - takes.reduce((sum, take) => sum + take, 0);
    for (let i = 0; rest > 0; i++, rest--) takes[i]!++;
    expect(
      ofKind(w.events, "deleveraging").map((event) => [event.counterparty, event.lots, event.price]),
    ).toEqual(shorts.map((account, i) => [account, takes[i]!, 4750]));
    expect(ofKind(w.events, "deleveraging").every((event) => event.accountIsBuy === 0)).toBe(true);
    expect(w.size(a)).toBe(0n);
    expect(w.cash(a)).toBe(3n * USD);
  });

  it("trims the counterparties' reduce-only orders", () => {
    const { w, b } = open(28n * USD);
    w.act(b, buy(4700, 900, { reduceOnly: true }));
    w.run({ transactions: [w.vote(4750)] });
    expect(stages(w)).toEqual([1, 2, 3]);
    expect(w.state.account(b).orderCount).toBe(0);
    expect(w.size(b)).toBe(0n);
  });
});

describe("L4: a deficit", () => {
  const crash = (insurance: bigint): { w: World; a: number; b: number } =>
    (() => {
      const opened = open(28n * USD, {}, { parameters: { insurance } });
      opened.w.run({ transactions: [opened.w.vote(4600)] });
      expect(stages(opened.w)).toEqual([1, 2, 3, 4]);
      return opened;
    })();
  // 1,000 lots fell by 400 ticks: 40 USD lost, 28 there.
  const DEFICIT = 12n * USD;

  it("is the insurance fund's first", () => {
    const { w, a, b } = crash(100n * USD);
    expect(w.cash(a)).toBe(0n);
    expect(w.cash(b)).toBe(1_000_000n * USD + 40n * USD);
    expect(w.state.header()).toMatchObject({ insurance: 100n * USD - DEFICIT, badDebt: 0n });
  });

  it("is the counterparties' next, up to the profit they realised", () => {
    const { w, b } = crash(5n * USD);
    expect(w.cash(b)).toBe(1_000_000n * USD + 40n * USD - 7n * USD);
    expect(w.state.header()).toMatchObject({ insurance: 0n, badDebt: 0n });
    expect(
      ofKind(w.events, "insurance").map((event) => [event.reason, event.counterparty, event.amount]),
    ).toEqual([
      [2, 0, 5n * USD],
      [3, b, 7n * USD],
    ]);
  });

  it("is shared pro rata, units that are left over by the lowest ids", () => {
    const w = new World({ markets: [MARKET], parameters: { insurance: 0n } });
    const [a, ...shorts] = w.fund([28n * USD, ...Array.from({ length: 3 }, () => 1_000_000n * USD)]) as [
      number,
      ...number[],
    ];
    w.run({ transactions: [w.vote(5000)] });
    const sizes = [333, 334, 333];
    for (const [i, account] of shorts.entries()) w.act(account, sell(5000, sizes[i]!));
    w.act(a, buy(5000, 1000));
    w.run({ transactions: [w.vote(4600)] });
    const shares = sizes.map((size) => (DEFICIT * BigInt(size)) / 1000n);
    expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(DEFICIT);
    expect(shorts.map((account) => w.cash(account))).toEqual(
      sizes.map((size, i) => 1_000_000n * USD + BigInt(size) * 40_000n - shares[i]!),
    );
  });

  it("is bad debt when nobody profited", () => {
    const w = new World({ markets: [MARKET], parameters: { insurance: 1n * USD } });
    const [a, b, c] = w.fund([28n * USD, 1_000_000n * USD, 1_000_000n * USD]) as [number, number, number];
    w.run({ transactions: [w.vote(5000)] });
    w.act(b, sell(5000, 1000));
    w.act(a, buy(5000, 1000));
    // The short passes to one who sold at 4600: no profit there to share at 4600.
    w.act(b, buy(4510, 1000));
    w.act(c, sell(4510, 1000));
    w.run({ transactions: [w.vote(4510)] });
    expect(ofKind(w.events, "insurance").map((event) => event.reason)).toEqual([2, 4]);
    expect(w.state.header().badDebt).toBeGreaterThan(0n);
    expect(w.cash(a)).toBe(0n);
  });

  it("of an account that has cash below zero and no position is covered too", () => {
    const { w, c } = open(30n * USD);
    w.machine.view.setBigInt64(0x9c00_0000 + c * 128, -5n, true);
    w.machine.view.setUint32(0xa600_0000 + c * 4, 0, true);
    const header = w.state.header();
    w.machine.view.setBigInt64(0x8000_0000 + 0x138, header.deposited - 1_000_000n * USD - 5n, true);
    w.run({ transactions: [w.vote(5001)] });
    expect(w.cash(c)).toBe(0n);
    expect(w.state.header().insurance).toBe(header.insurance - 5n);
  });
});
