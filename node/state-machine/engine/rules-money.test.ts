import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as encode from "./testing/encode.ts";
import { address, codeName, ofKind, results, TIMELOCK, World, type WorldOptions } from "./testing/world.ts";

const { TIF } = encode;
const USD = 1_000_000n;
const FREE = { makerFeePpm: 0, takerFeePpm: 0 };

function open(options: WorldOptions = {}, cash = 1_000_000n * USD): { w: World; a: number; b: number } {
  const w = new World(options);
  const [a, b] = w.fund([cash, cash]) as [number, number];
  w.run({ transactions: w.markets.map((_, market) => w.vote(5000, { market })) });
  return { w, a, b };
}

/** One trade of `lots` at `price`: the maker rests, the taker crosses. */
function tradeAt(w: World, buyer: number, seller: number, price: number, lots: number): void {
  expect(w.code(seller, encode.order({ buy: false, price, size: lots }))).toBe("OK");
  expect(w.code(buyer, encode.order({ buy: true, price, size: lots, tif: TIF.FOK }))).toBe("OK");
}

/** M2 by the book, with bigint. */
function ledger(unit: bigint) {
  const state = { size: 0n, cost: 0n, cash: 0n };
  const apply = (buy: boolean, q: bigint, p: bigint): void => {
    if (buy ? state.size >= 0n : state.size <= 0n) {
      state.cost += (buy ? q : -q) * p * unit;
    } else {
      const whole = state.size < 0n ? -state.size : state.size;
      const k = q < whole ? q : whole;
      const cost = state.cost < 0n ? -state.cost : state.cost;
      let closed = cost;
      if (k !== whole) closed = buy ? (cost * k) / whole : (cost * k + whole - 1n) / whole;
      state.cash += buy ? closed - k * p * unit : k * p * unit - closed;
      state.cost += (buy ? closed : -closed) + (buy ? 1n : -1n) * (q - k) * p * unit;
    }
    state.size += buy ? q : -q;
  };
  return { state, apply };
}

describe("M1: equity", () => {
  it("is cash, plus value at the mark, less cost", () => {
    const { w, a, b } = open({ markets: [FREE] }, 30n * USD);
    tradeAt(w, a, b, 5000, 1000);
    w.run({ transactions: [w.vote(4800)] });
    // 30 - 1000 * 200 * 100 / 1e6 = 10 USD, under 3% of 480 USD.
    expect(ofKind(w.events, "liquidation")[0]).toMatchObject({
      account: a,
      stage: 1,
      equity: 10n * USD,
      maintenance: 14_400_000n,
    });
  });
});

describe("M2: a fill", () => {
  it("rounds realised profit against the account: the rule's example", () => {
    const { w, a, b } = open({
      markets: [{ ...FREE, unit: 1, minNotional: 0n, tickBits: 10, priceBandPpm: 10_000_000 }],
    });
    w.run({ transactions: [w.vote(333)] });
    tradeAt(w, a, b, 333, 2);
    tradeAt(w, a, b, 334, 1);
    expect(w.state.positionIn(a, 0)).toMatchObject({ size: 3n, cost: 1000n });
    tradeAt(w, b, a, 300, 1);
    expect(w.cash(a)).toBe(1_000_000n * USD - 34n);
    expect(w.state.positionIn(a, 0)).toMatchObject({ size: 2n, cost: 666n });
    expect(w.cash(b)).toBe(1_000_000n * USD + 33n);
  });

  it("equals the book's formula over any sequence of trades, flips included", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            buy: fc.boolean(),
            lots: fc.integer({ min: 1, max: 50 }),
            price: fc.integer({ min: 4600, max: 5400 }),
          }),
          { minLength: 1, maxLength: 25 },
        ),
        (trades) => {
          const { w, a, b } = open({ markets: [{ ...FREE, unit: 7, minNotional: 0n }] });
          const expected = ledger(7n);
          for (const { buy, lots, price } of trades) {
            if (buy) tradeAt(w, a, b, price, lots);
            else tradeAt(w, b, a, price, lots);
            expected.apply(buy, BigInt(lots), BigInt(price));
            const held = w.state.positionIn(a, 0);
            expect({
              size: held?.size ?? 0n,
              cost: held?.cost ?? 0n,
              cash: w.cash(a) - 1_000_000n * USD,
            }).toEqual(expected.state);
          }
        },
      ),
      { numRuns: 25, seed: 5 },
    );
  });
});

describe("M3: fees", () => {
  it.each([
    { maker: 100, taker: 450 },
    { maker: -20, taker: 450 },
    { maker: -1000, taker: 1000 },
    { maker: 0, taker: 0 },
    { maker: 10_000, taker: 10_000 },
  ])(
    "round up, a rebate toward zero, and meet in the pool (maker $maker, taker $taker ppm)",
    ({ maker, taker }) => {
      const { w, a, b } = open({
        markets: [{ makerFeePpm: maker, takerFeePpm: taker, unit: 3, minNotional: 0n }],
      });
      w.act(b, encode.order({ buy: false, price: 4999, size: 1 }));
      w.act(a, encode.order({ buy: true, price: 4999, size: 1 }));
      const [fill] = ofKind(w.events, "fill");
      const notional = 3n * 4999n;
      const ceil = (ppm: bigint): bigint =>
        ppm < 0n ? -((notional * -ppm) / USD) : (notional * ppm + USD - 1n) / USD;
      expect(fill).toMatchObject({ notional, makerFee: ceil(BigInt(maker)), takerFee: ceil(BigInt(taker)) });
      expect(w.state.header().feePool).toBe(ceil(BigInt(maker)) + ceil(BigInt(taker)));
      expect(w.state.header().feePool).toBeGreaterThanOrEqual(0n);
      expect(w.cash(a)).toBe(1_000_000n * USD - ceil(BigInt(taker)));
      expect(w.cash(b)).toBe(1_000_000n * USD - ceil(BigInt(maker)));
    },
  );
});

describe("M4: conservation", () => {
  it("starts with the genesis insurance among the deposits", () => {
    const { w } = open({ parameters: { insurance: 123n } });
    expect(w.state.header()).toMatchObject({
      insurance: 123n,
      deposited: 123n + 2_000_000n * USD,
      withdrawn: 0n,
    });
  });
});

describe("M5: deposits and withdrawals", () => {
  const deposit = (w: World, payload: Uint8Array): string => {
    const events = w.run({ messages: [w.message(1, address(250), payload)] });
    return codeName(ofKind(events, "l1MessageReceipt")[0]!.code);
  };

  it("credit the account, opened if new, and say why not otherwise", () => {
    const { w } = open();
    expect(deposit(w, encode.depositPayload(address(1), 0, 5n))).toBe("OK");
    expect(w.cash(1)).toBe(1_000_000n * USD + 5n);
    expect(deposit(w, encode.depositPayload(address(1), 127, 6n))).toBe("OK");
    expect(w.state.account(3)).toMatchObject({ cash: 6n, sub: 127 });
    expect(deposit(w, encode.depositPayload(address(1), 128, 7n))).toBe("UNCLAIMED");
    expect(w.state.header().unclaimed).toBe(7n);
    expect(deposit(w, encode.depositPayload(address(1), 0, 0n))).toBe("BAD_AMOUNT");
    expect(deposit(w, encode.depositPayload(address(1), 0, 2n ** 53n + 1n))).toBe("BAD_AMOUNT");
    expect(deposit(w, encode.depositPayload(address(1), 0, 2n ** 53n))).toBe("OK");
    expect(deposit(w, encode.depositPayload(address(1), 0, 5n, 1))).toBe("UNSUPPORTED_ASSET");
    expect(deposit(w, encode.depositPayload(address(1), 0, 5n).slice(1))).toBe("MALFORMED");
  });

  it("pay out cash that no loss and no margin needs, never unrealised profit", () => {
    const { w, a, b } = open({ markets: [FREE] }, 100n * USD);
    tradeAt(w, a, b, 5000, 1000);
    w.run({ transactions: [w.vote(5100)] });
    const mark = BigInt(w.state.market(0).mark);
    const margin = (1000n * mark * 100n * 50_000n) / USD;
    const pay = (account: number, amount: bigint): string =>
      w.status(w.sign(account, encode.withdraw(address(9), amount)));
    const free = 100n * USD - margin;
    expect(pay(a, free + 1n)).toBe("INSUFFICIENT_FUNDS");
    expect(pay(a, free)).toBe("OK");
    const loss = 1000n * (mark - 5000n) * 100n;
    expect(pay(b, 100n * USD - loss - margin + 1n)).toBe("INSUFFICIENT_FUNDS");
    expect(pay(b, 100n * USD - loss - margin)).toBe("OK");
    expect(pay(b, 2n ** 64n - 1n)).toBe("INSUFFICIENT_FUNDS");
    expect(w.state.header().withdrawn).toBe(200n * USD - 2n * margin - loss);
    for (const nobody of [new Uint8Array(20), w.state.header().inbox]) {
      expect(w.status(w.sign(a, encode.withdraw(nobody, 1n)))).toBe("BAD_RECIPIENT");
    }
  });
});

describe("M6: transfers", () => {
  it("move cash between sub-accounts of one owner; opening one takes the minimum deposit", () => {
    const { w, a } = open();
    const move = (account: number, sub: number, amount: bigint): string =>
      w.status(w.sign(account, encode.transfer(sub, amount)));
    expect(move(a, 0, 1n)).toBe("SELF_TRANSFER");
    expect(move(a, 5, 1n + 1_000_000n * USD)).toBe("INSUFFICIENT_FUNDS");
    expect(move(a, 5, w.parameters.minDeposit - 1n)).toBe("BAD_AMOUNT");
    expect(move(a, 5, w.parameters.minDeposit)).toBe("OK");
    const sub = w.state.header().accountTop - 1;
    expect(w.state.account(sub)).toMatchObject({ sub: 5, cash: w.parameters.minDeposit });
    expect(move(sub, 0, 1n)).toBe("OK");
    expect(w.cash(a)).toBe(1_000_000n * USD - w.parameters.minDeposit + 1n);
  });
});

describe("W6: the withdrawal tree", () => {
  it("has the root that a plain tree of the same leaves has", async () => {
    const { keccak_256 } = await import("@noble/hashes/sha3.js");
    const { w, a } = open();
    const leaves: Uint8Array[] = [];
    const node = (left: Uint8Array, right: Uint8Array): Uint8Array =>
      keccak_256(Uint8Array.of(1, ...left, ...right));
    const rootOf = (): Uint8Array => {
      let level = leaves;
      let empty = new Uint8Array(32);
      for (let height = 0; height < 32; height++) {
        const next: Uint8Array[] = [];
        for (let i = 0; i < level.length; i += 2) next.push(node(level[i]!, level[i + 1] ?? empty));
        empty = new Uint8Array(node(empty, empty));
        level = next;
      }
      return level[0] ?? empty;
    };
    expect(w.state.header().withdrawalsRoot).toEqual(rootOf());
    for (let block = 1; block <= 7; block++) {
      const events = w.run({
        transactions: Array.from({ length: block }, (_, i) =>
          w.sign(a, encode.withdraw(address(i), BigInt(block))),
        ),
      });
      for (const withdrawal of ofKind(events, "withdrawal")) {
        const leaf = new Uint8Array(1 + 8 + 20 + 1 + 8);
        const view = new DataView(leaf.buffer);
        view.setBigUint64(1, BigInt(leaves.length));
        leaf.set(withdrawal.recipient, 9);
        view.setBigUint64(30, withdrawal.amount);
        expect(withdrawal.leaf).toEqual(keccak_256(leaf));
        leaves.push(withdrawal.leaf);
      }
      expect(w.state.header().withdrawalCount).toBe(BigInt(leaves.length));
      expect(w.state.header().withdrawalsRoot).toEqual(rootOf());
    }
  });
});

describe("W3: the inbox accumulator", () => {
  it("chains the hashes of all messages, failed ones too", async () => {
    const { keccak_256 } = await import("@noble/hashes/sha3.js");
    const w = new World();
    const payloads = [encode.depositPayload(address(1), 0, 5n), Uint8Array.of(9), new Uint8Array(0)];
    const messages = payloads.map((payload, i) =>
      encode.message({ kind: i + 1, index: i, l1Block: 7 + i, l1Time: 1000 + i, sender: TIMELOCK, payload }),
    );
    const events = w.run({ messages });
    expect(ofKind(events, "l1MessageReceipt").map((receipt) => codeName(receipt.code))).toEqual([
      "OK",
      "MALFORMED",
      "MALFORMED",
    ]);
    let accumulator = new Uint8Array(32);
    for (const [i, payload] of payloads.entries()) {
      const packed = new Uint8Array(1 + 24 + 20 + 32);
      const view = new DataView(packed.buffer);
      view.setUint8(0, i + 1);
      view.setBigUint64(1, BigInt(i));
      view.setBigUint64(9, BigInt(7 + i));
      view.setBigUint64(17, BigInt(1000 + i));
      packed.set(TIMELOCK, 25);
      packed.set(keccak_256(payload), 45);
      accumulator = new Uint8Array(keccak_256(Uint8Array.of(...accumulator, ...keccak_256(packed))));
    }
    expect(w.state.header().inboxAccumulator).toEqual(accumulator);
    expect(w.state.header().inboxCursor).toBe(3n);
    expect(results(events)).toEqual([]);
  });
});
