import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeTransaction } from "../../primitives/codec/index.ts";
import { transactionDigest } from "../../primitives/eip712/index.ts";
import { names, resultCode } from "../../state-machine/layout/generated.ts";
import { BlockReceipts } from "../../state-machine/receipts.ts";
import type { StoredBlock } from "../port.ts";
import { createHistoryDatabase } from "./database.ts";
import { History } from "./index.ts";
import { RECENT_BLOCKS } from "./indexer.ts";
import { afterPrefix, key } from "./keys.ts";
import { HISTORY_VERSION, Table } from "./tables.ts";
import type { EventDraft } from "./testing/encode-events.ts";
import { GENESIS_TIME, makeBlock } from "./testing/make-block.ts";

const SEPARATOR = new Uint8Array(32).fill(5);
let folder: string;
let blocks: StoredBlock[];
const failures: unknown[] = [];

const store = {
  get head() {
    return blocks.at(-1);
  },
  get: async (number: bigint) => blocks[Number(number)],
};

function open(): Promise<History> {
  const db = createHistoryDatabase(join(folder, "history"));
  return History.open(
    { domainSeparator: SEPARATOR, onError: (error) => failures.push(error) },
    { db, blocks: store },
  );
}

function add(
  history: History | undefined,
  draft: Omit<Parameters<typeof makeBlock>[0], "number">,
): StoredBlock {
  const block = makeBlock({ number: BigInt(blocks.length), ...draft });
  blocks.push(block);
  history?.onBlock({ block, receipts: new BlockReceipts(block.receipts) });
  return block;
}

const head = () => BigInt(blocks.length - 1);
const caughtUp = (history: History) => history.reached(head(), 10_000);

function trade(price: number, lots: number, more: Partial<EventDraft> = {}): EventDraft {
  return {
    kind: "fill",
    market: 0,
    takerIsBuy: 1,
    price,
    lots,
    notional: BigInt(price * lots),
    makerAccount: 1,
    takerAccount: 2,
    makerOrderId: 11n,
    takerOrderId: 22n,
    ...more,
  } as EventDraft;
}

function orderTransaction(account: number, lots: number, clientId?: Uint8Array): Uint8Array {
  return encodeTransaction({
    account,
    nonce: 1,
    expiresAfter: 0,
    body: {
      type: "trade",
      actions: [
        {
          kind: "order",
          market: 0,
          isBuy: true,
          price: 100,
          size: lots,
          timeInForce: "GTC",
          reduceOnly: false,
          isMarket: false,
          goodTill: 0,
          ...(clientId === undefined ? {} : { clientId }),
        },
      ],
    },
    signature: new Uint8Array(64).fill(1),
  });
}

function placed(orderId: bigint, lots: number, resting: number): EventDraft[] {
  return [
    { kind: "transactionReceipt", transaction: 0, account: 1, results: 1, type: 1 },
    {
      kind: "actionReceipt",
      transaction: 0,
      action: 0,
      orderId,
      filledLots: lots - resting,
      restingLots: resting,
    },
  ];
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-history-"));
  blocks = [];
  failures.length = 0;
});

afterEach(async () => {
  expect(failures).toEqual([]);
  await rm(folder, { recursive: true });
});

describe("history", () => {
  it("gives each side of a trade its fill, and the market its trade", async () => {
    const history = await open();
    add(history, { events: [trade(100, 5, { sequence: 7n, takerFee: 3n, makerFee: -1n, takerSize: 5n })] });
    await caughtUp(history);
    const [taker] = await history.fills(2, { limit: 10 });
    const [maker] = await history.fills(1, { limit: 10 });
    expect(taker).toMatchObject({ isBuy: true, isTaker: true, fee: 3n, size: 5n, tradeId: 7n, orderId: 22n });
    expect(maker).toMatchObject({ isBuy: false, isTaker: false, fee: -1n, orderId: 11n });
    expect(await history.trades(0, { limit: 10 })).toMatchObject([{ price: 100, lots: 5, isBuy: true }]);
    await history.close();
  });

  it("knows an order by id and by client id from placing to its end, also after a restart", async () => {
    const clientId = new Uint8Array(16).fill(9);
    const first = await open();
    const transaction = orderTransaction(1, 10, clientId);
    add(first, { transactions: [transaction], events: placed(11n, 10, 10) });
    await caughtUp(first);
    expect(await first.order(11n)).toMatchObject({ placed: { lots: 10, restingLots: 10, account: 1 } });
    await first.close();

    const second = await open();
    add(second, { events: [trade(100, 4, { makerRestingLots: 6 })] });
    await caughtUp(second);
    expect((await second.orderByClientId(1, clientId))?.last).toMatchObject({ what: "filled", lots: 6 });
    add(second, {
      events: [
        { kind: "orderUpdate", event: names.ORDER_CANCELLED, reason: resultCode.CANCELLED, orderId: 11n },
      ],
    });
    await caughtUp(second);
    const order = await second.order(11n);
    expect(order?.last).toMatchObject({ what: "cancelled", lots: 0, reason: resultCode.CANCELLED });
    expect(await second.orders(1, 10)).toEqual([order]);
    expect(await second.transaction(transactionDigest(transaction, SEPARATOR))).toEqual({
      block: 0,
      position: 0,
    });
    expect(await second.order(12n)).toBeUndefined();
    await second.close();
  });

  it("tells an executed transaction by its hash for ever, whatever a repeat of it is refused for", async () => {
    const history = await open();
    const transaction = orderTransaction(1, 10);
    const hash = transactionDigest(transaction, SEPARATOR);
    const refused = (name: keyof typeof resultCode): EventDraft[] => [
      { kind: "transactionReceipt", transaction: 0, account: 1, type: 1, code: resultCode[name] },
    ];
    // Before it was executed the latest refusal is what there is to tell.
    add(history, { transactions: [transaction], events: refused("NONCE_OUT_OF_WINDOW") });
    add(history, { transactions: [transaction], events: refused("BAD_SIGNATURE") });
    await caughtUp(history);
    expect(await history.transaction(hash)).toEqual({ block: 0, position: 0 });
    add(history, { transactions: [transaction], events: placed(11n, 10, 10) });
    const names = Object.keys(resultCode).filter((name) => name !== "OK") as (keyof typeof resultCode)[];
    for (const name of names) add(history, { transactions: [transaction], events: refused(name) });
    await caughtUp(history);
    expect(names).toContain("TX_EXPIRED");
    expect(await history.transaction(hash)).toEqual({ block: 2, position: 0 });
    await history.close();
  });

  it("keeps one row of an order however often a part of it fills, and one of its end", async () => {
    const history = await open();
    for (let left = 300; left > 0; left--)
      add(history, { events: [trade(100, 1, { makerRestingLots: left })] });
    add(history, { events: [{ kind: "orderUpdate", event: names.ORDER_CANCELLED, orderId: 11n }] });
    await caughtUp(history);
    await history.close();
    const db = createHistoryDatabase(join(folder, "history"));
    const rows = async (table: number) =>
      (await db.keys({ gte: key(table), lt: afterPrefix(key(table)) }).all()).length;
    expect([await rows(Table.Changed), await rows(Table.Ended)]).toEqual([1, 1]);
    await db.close();
  });

  it("has the same rows whether blocks came live, from the store, or twice", async () => {
    const drafts = [[trade(100, 5)], [trade(103, 1), trade(99, 2)], [], [trade(101, 4)]];
    const live = await open();
    for (const events of drafts) add(live, { events });
    await caughtUp(live);
    const before = [await live.fills(1, { limit: 99 }), await live.candles(0, 60, 0, 1e15, 99)];
    await live.close();

    const resumed = await open();
    expect(resumed.indexed).toBe(head());
    expect([await resumed.fills(1, { limit: 99 }), await resumed.candles(0, 60, 0, 1e15, 99)]).toEqual(
      before,
    );
    await resumed.close();
    await rm(join(folder, "history"), { recursive: true });

    const rebuilt = await open();
    await caughtUp(rebuilt);
    expect([await rebuilt.fills(1, { limit: 99 }), await rebuilt.candles(0, 60, 0, 1e15, 99)]).toEqual(
      before,
    );
    await rebuilt.close();
  });

  it("starts over when the block store holds another chain", async () => {
    const first = await open();
    add(first, { events: [trade(100, 5)] });
    await caughtUp(first);
    await first.close();
    blocks = [];
    add(undefined, { events: [], salt: "another chain" });
    const second = await open();
    await caughtUp(second);
    expect(await second.fills(1, { limit: 10 })).toEqual([]);
    await second.close();
  });

  it("starts over when another version wrote it, whatever its rows look like", async () => {
    const first = await open();
    add(first, { events: [trade(100, 5)] });
    await caughtUp(first);
    const written = [await first.fills(1, { limit: 10 }), await first.order(11n)];
    await first.close();
    const db = createHistoryDatabase(join(folder, "history"));
    await db.open();
    const cursor = (await db.get(key(Table.Cursor))) as Uint8Array;
    expect(new DataView(cursor.buffer, cursor.byteOffset).getUint32(40)).toBe(HISTORY_VERSION);
    for (const [at, row] of await db.iterator().all()) await db.put(at, row.subarray(0, row.length >> 1));
    const older = cursor.slice();
    new DataView(older.buffer).setUint32(40, HISTORY_VERSION - 1);
    await db.put(key(Table.Cursor), older);
    await db.close();
    const second = await open();
    await caughtUp(second);
    expect([await second.fills(1, { limit: 10 }), await second.order(11n)]).toEqual(written);
    await second.close();
  });

  it("catches up with more blocks than it keeps in memory", async () => {
    const history = await open();
    const count = 3 * RECENT_BLOCKS;
    for (let i = 0; i < count; i++) add(history, { events: [trade(100 + i, 1)] });
    await caughtUp(history);
    expect(await history.trades(0, { limit: 5_000 })).toHaveLength(count);
    await history.close();
  });

  it("pages by time, in order, without overlap or gap", async () => {
    const history = await open();
    for (let i = 0; i < 40; i++) {
      add(history, { timestamp: GENESIS_TIME + BigInt(i) * 17_000n, events: [trade(100 + i, 1)] });
    }
    await caughtUp(history);
    const all = await history.fills(1, { limit: 99, oldestFirst: true });
    const start = Number(GENESIS_TIME);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -60, max: 800 }),
        fc.integer({ min: -60, max: 800 }),
        async (a, b) => {
          const [fromTime, toTime] = [start + a * 1_000, start + b * 1_000];
          const page = await history.fills(1, { limit: 99, fromTime, toTime, oldestFirst: true });
          expect(page).toEqual(all.filter((entry) => entry.time >= fromTime && entry.time <= toTime));
        },
      ),
      { numRuns: 50 },
    );
    await history.close();
  });

  it("makes bars that agree with the trades they were made of", async () => {
    const history = await open();
    const trades = fc.array(
      fc.record({ price: fc.integer({ min: 1, max: 999 }), lots: fc.integer({ min: 1, max: 9 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    const drafts = fc.sample(trades, { numRuns: 60, seed: 7 });
    drafts.forEach((items, i) => {
      // Some minutes pass without a block.
      const quiet = i < 20 ? 0 : i < 40 ? 250_000 : 9_000_000;
      add(history, {
        timestamp: GENESIS_TIME + BigInt(i * 7_000 + quiet),
        events: items.map(({ price, lots }) => trade(price, lots)),
      });
    });
    await caughtUp(history);
    const all = await history.trades(0, { limit: 5_000, oldestFirst: true });
    for (const seconds of [60, 300, 3_600]) {
      const bars = await history.candles(0, seconds, 0, all.at(-1)!.time, 5_000);
      expect(bars.every((bar, i) => i === 0 || bar.time === bars[i - 1]!.time + seconds * 1_000)).toBe(true);
      expect(bars.reduce((sum, bar) => sum + bar.trades, 0)).toBe(all.length);
      for (const bar of bars) {
        const inside = all.filter((item) => item.time >= bar.time && item.time < bar.time + seconds * 1_000);
        // An interval in which nothing traded is flat, at the price before it.
        const before = all.findLast((item) => item.time < bar.time)?.price;
        const prices = inside.length === 0 ? [before!] : inside.map((item) => item.price);
        expect(bar).toEqual({
          time: bar.time,
          open: prices[0],
          high: Math.max(...prices),
          low: Math.min(...prices),
          close: prices.at(-1),
          lots: inside.reduce((sum, item) => sum + item.lots, 0),
          notional: inside.reduce((sum, item) => sum + BigInt(item.price * item.lots), 0n),
          trades: inside.length,
        });
        expect(bar.time % (seconds * 1_000)).toBe(0);
      }
    }
    await history.close();
  });

  it("keeps keys in the order of what they stand for", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (a, b) => {
          const order = Buffer.compare(key(1, 5, a), key(1, 5, b));
          expect(Math.sign(order)).toBe(a < b ? -1 : a > b ? 1 : 0);
        },
      ),
    );
  });
});
