import { describe, expect, it } from "vitest";
import type { HeaderRecord, WithdrawalRecord } from "../layout/generated.ts";
import * as encode from "./testing/encode.ts";
import { noDigests } from "./testing/engine-machine.ts";
import { RandomTraffic } from "./testing/random-actions.ts";
import { range } from "./testing/state.ts";
import { address, codeName, INBOX, ofKind, statuses, TIMELOCK, World } from "./testing/world.ts";

const DAY = 86_400_000;
const CLOSING = 1;
const DONE = 3;

/** A block that anyone appended, a day after the last ordinary one: the wind-down begins. */
const silence = { selfSequenced: true, elapsed: DAY } as const;

const ceilDiv = (a: bigint, b: bigint): bigint => (a > 0n ? (a + b - 1n) / b : a / b);
const floorDiv = (a: bigint, b: bigint): bigint => (a < 0n ? -ceilDiv(-a, b) : a / b);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Two accounts, one long and one short of 10 lots at 5000. */
function trading(options: ConstructorParameters<typeof World>[0] = {}): World {
  const w = new World(options);
  w.fund([1_000_000_000n, 2_000_000_000n]);
  w.run({ transactions: [w.vote(5000)] });
  w.run({
    transactions: [
      w.trade(1, encode.order({ buy: true, price: 5000, size: 10 })),
      w.trade(2, encode.order({ buy: false, price: 5000, size: 10 })),
    ],
  });
  return w;
}

/** What rules Z2-Z4 make of a state, by the book: the payment of each account. */
function expectedPayments(w: World): { payments: Map<number, bigint>; left: bigint } {
  const header = w.state.header();
  const claims = new Map<number, bigint>();
  let badDebt = header.badDebt;
  let dust = header.dust;
  for (const id of w.state.accountIds()) {
    const account = w.state.account(id);
    let cash = account.cash;
    for (const { record } of w.state.positionsOf(account)) {
      const market = w.state.market(record.market);
      const price = floorDiv(market.averageMark + 500_000n, 1_000_000n);
      const owed = ceilDiv(record.size * (market.fundingIndex - record.fundingIndex), 1_000_000_000n);
      cash += record.size * price * BigInt(market.unit) - record.cost - owed;
      dust += owed;
    }
    if (cash < 0n) badDebt -= cash;
    else if (cash > 0n) claims.set(id, cash);
  }
  const total = [...claims.values()].reduce((sum, claim) => sum + claim, 0n);
  const rest = badDebt - least(badDebt, header.insurance + header.feePool + dust);
  const payable = total > rest ? total - rest : 0n;
  const payments = new Map([...claims].map(([id, claim]) => [id, (claim * payable) / total]));
  const paid = [...payments.values()].reduce((sum, payment) => sum + payment, 0n);
  return { payments, left: header.deposited - header.withdrawn - paid };
}

function expectPayments(w: World, expected: ReturnType<typeof expectedPayments>, header: HeaderRecord): void {
  const paid = ofKind(w.events, "withdrawal");
  const nonZero = [...expected.payments].filter(([, amount]) => amount > 0n);
  expect(paid.map(({ account, amount }) => [account, amount])).toEqual(nonZero);
  for (const { account, recipient } of paid) expect(recipient).toEqual(w.ownerOf(account));
  expect(header.phase).toBe(DONE);
  const { insurance, feePool, dust, unclaimed, badDebt, deposited, withdrawn } = header;
  expect(insurance + feePool + dust + unclaimed - badDebt).toBe(expected.left);
  expect(deposited - withdrawn).toBe(expected.left);
  for (const id of w.state.accountIds()) {
    expect(w.state.account(id)).toMatchObject({ cash: 0n, positionCount: 0, orderCount: 0 });
  }
}

describe("O7: the average of the mark", () => {
  it("starts at the first mark and moves towards later ones by dt / (30 min + dt)", () => {
    const w = new World({ markets: [{ markBandPpm: 0 }], parameters: { indexMaxAge: 4_000_000_000 } });
    expect(w.state.market(0).averageMark).toBe(0n);
    w.run({ transactions: [w.vote(5000)] });
    let average = 5_000_000_000n;
    expect(w.state.market(0).averageMark).toBe(average);
    for (const [i, price] of [5100, 4000, 4000, 9, 16_000].entries()) {
      const elapsed = [100, 60_000, 700_000, 1, 5_000_000][i]!;
      w.run({ transactions: [w.vote(price)], elapsed });
      const dt = BigInt(Math.min(elapsed, 600_000));
      average += floorDiv((BigInt(price) * 1_000_000n - average) * dt, 1_800_000n + dt);
      expect(w.state.market(0).averageMark).toBe(average);
    }
  });

  it("stands still while the market is stale", () => {
    const w = trading();
    const before = w.state.market(0).averageMark;
    w.run({ elapsed: 600_000 });
    w.run({ elapsed: 600_000 });
    expect(w.state.market(0).averageMark).toBe(before);
  });
});

describe("Z1: the wind-down begins", () => {
  it("with a self-sequenced block a whole `windDownAfter` behind the last ordinary one, not a millisecond before", () => {
    const w = trading();
    w.run({ selfSequenced: true, elapsed: DAY - 1 });
    expect(w.state.header().phase).toBe(0);
    w.run({ selfSequenced: true, elapsed: 1 });
    expect(w.state.header().phase).toBe(DONE);
  });

  it("never with an ordinary block, which starts the time anew", () => {
    const w = trading();
    w.run({ selfSequenced: true, elapsed: DAY - 1 });
    w.run({ elapsed: 10 * DAY });
    expect(w.state.header().phase).toBe(0);
    w.run({ selfSequenced: true, elapsed: DAY - 1 });
    expect(w.state.header().phase).toBe(0);
  });

  it("never where the parameter is zero", () => {
    const w = trading({ parameters: { windDownAfter: 0 } });
    w.run({ selfSequenced: true, elapsed: 300 * DAY });
    expect(w.state.header().phase).toBe(0);
  });

  it("counts from the genesis on a chain that never had a block", () => {
    const w = new World();
    w.run(silence);
    expect(w.state.header().phase).toBe(DONE);
  });

  it("one way: ordinary blocks go on with it and change nothing back", () => {
    const w = trading();
    w.run(silence);
    w.run({});
    expect(w.state.header().phase).toBe(DONE);
    expect(w.state.market(0).mark).toBe(5000);
  });
});

describe("Z5: in the wind-down", () => {
  it("transactions, forced ones and governance are refused, and deposits go straight back", () => {
    const w = trading();
    w.run(silence);
    const before = w.state.header();
    const events = w.run({
      messages: [
        w.message(2, address(1), encode.forcedPayload(0, encode.withdraw(address(1), 1n))),
        w.message(3, TIMELOCK, Uint8Array.of(9), 1),
        w.message(1, INBOX, encode.depositPayload(address(7), 3, 500n), 2),
        w.message(1, INBOX, encode.depositPayload(address(7), 3, 0n), 3),
      ],
      transactions: [w.trade(1, encode.order({ buy: true, price: 4900, size: 1 })), w.vote(5001)],
    });
    expect(ofKind(events, "l1MessageReceipt").map(({ code }) => codeName(code))).toEqual([
      "WIND_DOWN",
      "WIND_DOWN",
      "WIND_DOWN",
      "BAD_AMOUNT",
    ]);
    expect(statuses(events)).toEqual(["WIND_DOWN", "WIND_DOWN"]);
    const [returned, ...more] = ofKind(events, "withdrawal") as WithdrawalRecord[];
    expect(returned).toMatchObject({ account: 0, amount: 500n, recipient: address(7) });
    expect(more).toEqual([]);
    const after = w.state.header();
    expect(after.deposited - before.deposited).toBe(500n);
    expect(after.withdrawn - before.withdrawn).toBe(500n);
    expect(after.accountTop).toBe(before.accountTop);
  });
});

describe("Z2-Z4: closing and paying", () => {
  it("the example of the rule book", () => {
    const w = new World({
      markets: [{ unit: 1, makerFeePpm: 0, takerFeePpm: 0, markBandPpm: 0, priceBandPpm: 1_000_000 }],
      parameters: { insurance: 100n },
    });
    w.fund([60_000n, 60_000n, 1_000n]);
    w.run({ transactions: [w.vote(5000)] });
    w.run({ transactions: [w.vote(6000)], elapsed: 1 });
    w.run({
      transactions: [
        w.trade(1, encode.order({ buy: true, price: 6000, size: 65 })),
        w.trade(2, encode.order({ buy: false, price: 6000, size: 65 })),
      ],
    });
    expect(w.state.market(0).averageMark).toBe(5_000_056_107n);
    const events = w.run(silence);
    expect(w.state.market(0).mark).toBe(5000);
    const stages = ofKind(events, "windDown").map(({ stage, account, amount, paid }) => [
      stage,
      account,
      amount,
      paid,
    ]);
    expect(stages).toEqual([
      [1, 0, 0n, 0n],
      [2, 1, -5_000n, 0n],
      [2, 2, 125_000n, 0n],
      [2, 3, 1_000n, 0n],
      [3, 0, 126_000n, 121_100n],
      [4, 2, 125_000n, 120_138n],
      [4, 3, 1_000n, 961n],
      [5, 0, 0n, 1n],
    ]);
    expect(w.state.header()).toMatchObject({
      withdrawn: 121_099n,
      deposited: 121_100n,
      insurance: 0n,
      dust: 1n,
    });
  });

  it("pays everybody what is his when the chain is solvent", () => {
    const w = trading();
    w.run({ transactions: [w.trade(1, encode.order({ buy: true, price: 4900, size: 3 }))] });
    const expected = expectedPayments(w);
    const events = w.run(silence);
    expectPayments(w, expected, w.state.header());
    expect(ofKind(events, "windDown").map(({ stage }) => stage)).toEqual([1, 2, 2, 3, 4, 4, 5]);
    expect(ofKind(events, "orderUpdate").map(({ reason }) => codeName(reason))).toEqual(["WIND_DOWN"]);
    expect(
      ofKind(events, "positionClosed").map(({ account, size, price }) => [account, size, price]),
    ).toEqual([
      [1, 10n, 5000],
      [2, -10n, 5000],
    ]);
  });

  it("conserves every unit on any state that trading can reach, solvent or not", () => {
    let insolvent = 0;
    for (let seed = 1; seed <= 24; seed++) {
      const w = new World({
        markets: [{}, { tickBits: 16, unit: 50, imfPpm: 20_000, mmfPpm: 10_000, symbol: "SECOND" }],
        stakes: [40n, 35n, 25n],
        syscalls: noDigests,
        parameters: { insurance: seed % 2 === 0 ? 0n : 1_000n },
      });
      w.checks = false;
      w.fund(range(0, 20).map((i) => 2_000_000n + BigInt(i) * 300_000n));
      const traffic = new RandomTraffic(w, seed, 20);
      for (let i = 0; i < 25; i++) {
        w.run({
          elapsed: traffic.chance(0.2) ? 20_000 : 100,
          messages: traffic.messages(),
          transactions: traffic.transactions(20, 300),
        });
      }
      w.checks = true;
      const expected = expectedPayments(w);
      w.run(silence);
      expectPayments(w, expected, w.state.header());
      const entry = ofKind(w.events, "windDown").find(({ stage }) => stage === 3)!;
      if (entry.paid < entry.amount) insolvent++;
    }
    expect(insolvent).toBeGreaterThan(2);
  });

  it("goes on over as many blocks as it takes, in bounded work", () => {
    const w = new World({ syscalls: noDigests });
    w.checks = false;
    const accounts = 66_000;
    w.fund(range(0, accounts).map((i) => BigInt(1_000_000_000 + i)));
    w.run({ transactions: [w.vote(5000)] });
    w.run({
      transactions: [
        w.trade(1, encode.order({ buy: true, price: 5000, size: 10 })),
        w.trade(accounts, encode.order({ buy: false, price: 5000, size: 10 })),
      ],
    });
    const expected = expectedPayments(w);
    w.run(silence);
    expect(w.state.header().phase).toBe(CLOSING);
    let paid = 0;
    let blocks = 1;
    for (; w.state.header().phase !== DONE && blocks < 20; blocks++) {
      w.run({ selfSequenced: blocks % 2 === 0 });
      for (const { account, amount } of ofKind(w.events, "withdrawal")) {
        if (expected.payments.get(account) === amount) paid++;
      }
    }
    expect([blocks, paid]).toEqual([6, accounts]);
    const { deposited, withdrawn } = w.state.header();
    expect(deposited - withdrawn).toBe(expected.left);
  });
});
