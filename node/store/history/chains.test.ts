/** Every query against a history that is nothing but arrays, over random chains, with the database closed and opened between. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seededRng } from "../../primitives/rng.ts";
import { RandomTraffic, USERS } from "../../state-machine/testing/random-traffic.ts";
import { separator, TestChain } from "../../state-machine/testing/test-chain.ts";
import type { StoredBlock } from "../port.ts";
import { CANDLE_INTERVALS } from "./candles.ts";
import { createHistoryDatabase } from "./database.ts";
import { type FillEntry, History } from "./index.ts";
import type { Page } from "./pages.ts";
import { makeBlock } from "./testing/make-block.ts";
import { NaiveHistory } from "./testing/naive-history.ts";
import { ACCOUNTS, MARKETS, RandomBlocks } from "./testing/random-blocks.ts";

const EVERYTHING = 5_000;
let folder: string;
let blocks: StoredBlock[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-history-"));
  blocks = [];
});

afterEach(() => rm(folder, { recursive: true }));

const failures: unknown[] = [];

function open(): Promise<History> {
  const store = {
    get head() {
      return blocks.at(-1);
    },
    get: async (number: bigint) => blocks[Number(number)],
  };
  return History.open(
    { domainSeparator: separator, onError: (error) => failures.push(error) },
    { db: createHistoryDatabase(join(folder, "history")), blocks: store },
  );
}

/** The history of the blocks that `next` makes, its database opened anew a few times, beside the naive one. */
async function build(count: number, next: (i: number) => StoredBlock): Promise<[History, NaiveHistory]> {
  const naive = new NaiveHistory(separator);
  let history = await open();
  for (let i = 0; i < count; i++) {
    const block = next(i);
    blocks.push(block);
    naive.add(block);
    history.onStored(block);
    if (i % Math.ceil(count / 4) !== 1) continue;
    await history.close();
    history = await open();
  }
  await history.reached(BigInt(count - 1), 10_000);
  expect(failures).toEqual([]);
  return [history, naive];
}

const LISTS = {
  fill: "fills",
  trade: "trades",
  funding: "funding",
  ledger: "ledger",
  fundingRate: "fundingRates",
  deposit: "deposits",
  transfer: "transfers",
  withdrawal: "payouts",
} as const;
type Kind = keyof typeof LISTS;
const KINDS = Object.keys(LISTS) as Kind[];

const idsOf = (kind: Kind): readonly number[] =>
  kind === "trade" || kind === "fundingRate" ? MARKETS : ACCOUNTS;

/** The whole list, a page of `limit` at a time. */
async function walk(history: History, kind: Kind, id: number, page: Page): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let after: Page["after"]; ; ) {
    const entries = await history[LISTS[kind]](id, { ...page, ...(after && { after }) });
    expect(entries.length).toBeLessThanOrEqual(page.limit);
    all.push(...entries);
    after = entries.at(-1);
    if (after === undefined) return all;
  }
}

describe("the history of a random chain", () => {
  it("gives every list as it happened, whatever the pages and bounds", async () => {
    const rng = seededRng(1);
    const chain = new RandomBlocks(rng, 2n ** 20n);
    const [history, naive] = await build(60, (i) => chain.next(12, i % 20 === 7 ? 150 : 0));
    for (const kind of KINDS) {
      for (const id of idsOf(kind)) {
        for (const limit of [1, 2, 7, EVERYTHING]) {
          for (const oldestFirst of [false, true]) {
            const expected = naive.page(kind, id, { limit: EVERYTHING, oldestFirst });
            expect(await walk(history, kind, id, { limit, oldestFirst })).toEqual(expected);
          }
        }
        const all = naive.page(kind, id, { limit: EVERYTHING });
        const any = () => blocks[rng.uint32() % blocks.length]!;
        for (let i = 0; i < 40; i++) {
          const jitter = (rng.uint32() % 5) - 2;
          const after = all[rng.uint32() % Math.max(all.length, 1)];
          const page: Page = {
            limit: 1 + (rng.uint32() % 90),
            oldestFirst: i % 2 === 0,
            ...(rng.uint32() % 2 ? { fromTime: Number(any().timestamp) + jitter } : {}),
            ...(rng.uint32() % 2 ? { toTime: Number(any().timestamp) + jitter } : {}),
            ...(rng.uint32() % 3 ? {} : { fromBlock: any().number }),
            ...(rng.uint32() % 3 ? {} : { toBlock: any().number }),
            ...(after && rng.uint32() % 2
              ? { after: { block: after.block, index: after.index + jitter + 2 } }
              : {}),
          };
          expect(await history[LISTS[kind]](id, page)).toEqual(naive.page(kind, id, page));
        }
      }
    }
    await history.close();
  });

  it("knows every order for ever, by id, by client id and by account", async () => {
    // The upper half of the ids is in use, and crosses 2^63.
    const chain = new RandomBlocks(seededRng(2), 2n ** 41n - 300n);
    const [history, naive] = await build(70, () => chain.next(12));
    expect(naive.orderIds.length).toBeGreaterThan(500);
    for (const id of naive.orderIds) {
      expect(await history.order(id)).toEqual(naive.order(id));
      expect(await history.order(id + 1n)).toEqual(naive.order(id + 1n));
    }
    for (const account of ACCOUNTS) {
      for (let i = 0; i < 14; i++) {
        const clientId = RandomBlocks.clientId(i);
        const found = await history.orderByClientId(account, clientId);
        expect(found).toEqual(naive.orderByClientId(account, clientId));
      }
      const all = naive.orders(account, EVERYTHING);
      for (const limit of [1, 2, 7, EVERYTHING]) {
        const walked: typeof all = [];
        for (let before: bigint | undefined; ; before = walked.at(-1)?.placed.orderId) {
          const page = await history.orders(account, limit, before);
          if (page.length === 0) break;
          walked.push(...page);
        }
        expect(walked).toEqual(all);
      }
      const [newest] = all;
      expect(await history.orders(account, 3, newest!.placed.orderId - 1n)).toEqual(
        naive.orders(account, 3, newest!.placed.orderId - 1n),
      );
    }
    await history.close();
  });

  it("finds transactions, withdrawals and bars", async () => {
    const chain = new RandomBlocks(seededRng(3), 1n);
    const [history, naive] = await build(80, () => chain.next(8));
    for (const { hash } of naive.transactions) {
      expect(await history.transaction(hash)).toEqual(naive.transaction(hash));
      const other = hash.map((byte, i) => (i === 31 ? byte ^ 1 : byte));
      expect(await history.transaction(other)).toBeUndefined();
    }
    for (const entry of naive.withdrawals) expect(await history.withdrawal(entry.leafIndex)).toEqual(entry);
    for (const account of ACCOUNTS) {
      const own = naive.withdrawals.filter((entry) => entry.account === account).reverse();
      expect(await history.withdrawals(account, EVERYTHING)).toEqual(own);
      expect(await history.withdrawals(account, 2, own[0]?.leafIndex)).toEqual(own.slice(1, 3));
    }
    for (const market of [...MARKETS, 9]) {
      for (const interval of Object.values(CANDLE_INTERVALS)) {
        const end = Number(blocks.at(-1)!.timestamp);
        const starts = [0, ...naive.candles(market, interval, 0, end, EVERYTHING).map((bar) => bar.time)];
        for (const from of [...starts.slice(0, 3), starts.at(-1)! + 1, end]) {
          for (const to of [...starts.slice(-3), 2 ** 52]) {
            for (const limit of [1, 2, 50]) {
              const bars = await history.candles(market, interval, from, to, limit);
              expect(bars).toEqual(naive.candles(market, interval, from, to, limit));
            }
          }
        }
      }
    }
    await history.close();
  });

  it("is the same when a chain of the engine made the blocks", async () => {
    const chain = await TestChain.open();
    const traffic = new RandomTraffic(chain, seededRng(4));
    traffic.open();
    // Genesis and the deposits stay out of it.
    const sealed = [makeBlock({ number: 0n }), makeBlock({ number: 1n })];
    for (let i = 0; i < 60; i++) {
      traffic.step();
      const { number, receipts, timestamp } = chain.seal();
      sealed.push({
        ...makeBlock({ number }),
        timestamp,
        bytes: chain.blocks.at(-1)!,
        receipts: receipts.bytes,
      });
    }
    const [history, naive] = await build(sealed.length, (i) => sealed[i]!);
    expect(naive.orderIds.length).toBeGreaterThan(100);
    const whats = new Set<string>();
    const fills = new Map<bigint, FillEntry[]>();
    for (let account = 0; account <= 4 * USERS; account++) {
      for (const fill of await history.fills(account, { limit: EVERYTHING }))
        fills.set(fill.orderId, [...(fills.get(fill.orderId) ?? []), fill]);
    }
    for (const id of naive.orderIds) {
      const { placed, last } = (await history.order(id))!;
      expect({ placed, ...(last && { last }) }).toEqual(naive.order(id));
      // What the record says was filled is the sum of the fills, and what was ordered went somewhere.
      const own = fills.get(id) ?? [];
      const filled = placed.filledLots + (last?.filledLots ?? 0);
      expect(filled).toBe(own.reduce((sum, { lots }) => sum + lots, 0));
      expect(placed.fee + (last?.fee ?? 0n)).toBe(own.reduce((sum, { fee }) => sum + fee, 0n));
      if (last !== undefined) {
        expect(placed.restingLots).toBe(last.lots + last.filledLots + last.cutLots);
        whats.add(last.what);
      }
      for (const { clientId } of own) expect(clientId).toBe(placed.clientId);
      fills.delete(id);
    }
    // Every fill has its order, but for closings without one.
    expect([...fills.keys()].filter((id) => id !== 0n)).toEqual([]);
    expect([...whats].sort()).toEqual(["cancelled", "filled"]);
    for (const { hash } of naive.transactions)
      expect(await history.transaction(hash)).toEqual(naive.transaction(hash));
    for (let account = 0; account <= 4 * USERS; account++) {
      expect(await history.orders(account, EVERYTHING)).toEqual(naive.orders(account, EVERYTHING));
      for (const kind of KINDS) {
        const page = { limit: EVERYTHING };
        expect(await history[LISTS[kind]](account, page)).toEqual(naive.page(kind, account, page));
      }
    }
    await history.close();
  });
});
