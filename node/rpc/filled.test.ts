/**
 * What was filled of an order, on every surface that tells it, over random chains of the real engine: partial fills, cancels, reduces, orders
 * cut to their position, forced orders, liquidations.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeCase } from "../../sim/random/case.ts";
import { Generator } from "../../sim/random/generate/generator.ts";
import { engineBytes, Machine } from "../../sim/random/machine.ts";
import { recover } from "../../sim/random/play.ts";
import { genesisBlock, worldNamed } from "../../sim/random/worlds.ts";
import { applyBlock, emptyState } from "../../sim/reference/index.ts";
import { BlockReceipts } from "../state-machine/receipts.ts";
import { createHistoryDatabase } from "../store/history/database.ts";
import { type FillEntry, History, type OrderHistory } from "../store/history/index.ts";
import { makeBlock } from "../store/history/testing/make-block.ts";
import type { StoredBlock } from "../store/port.ts";
import { BlockFacts } from "./feeds/block-facts.ts";
import { OrderLedger } from "./feeds/order-ledger.ts";
import type { Market, Markets } from "./markets.ts";
import { pastOrder } from "./present/order.ts";

const SEPARATOR = new Uint8Array(32).fill(5);
const BLOCKS = 250;
const EVERYTHING = 5_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-filled-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Sizes in lots, prices in ticks: any market will do. */
const byId = (id: number): Market => ({ id, symbol: `M${id}`, unit: 1, priceDecimals: 0, sizeDecimals: 0 });
const markets = { byId } as Markets;

function chain(name: string, seed: number): { blocks: StoredBlock[]; accounts: number } {
  const world = worldNamed(name);
  const machine = new Machine(engineBytes());
  const state = emptyState();
  const generator = new Generator(world, seed);
  const blocks: StoredBlock[] = [];
  machine.reset();
  for (let bytes = genesisBlock(world); blocks.length < BLOCKS; ) {
    const isApplied = machine.apply(bytes) === 0;
    applyBlock(state, bytes, recover);
    if (isApplied) {
      const number = BigInt(blocks.length);
      const [block, receipts] = [makeBlock({ number }), machine.output().slice()];
      // The history has never seen a genesis with orders: only its bytes are not a block's.
      blocks.push(number === 0n ? block : { ...block, timestamp: BigInt(state.timestamp), bytes, receipts });
    }
    const next = generator.next(state);
    if (next === undefined) break;
    bytes = encodeCase(state, next);
  }
  return { blocks, accounts: state.accounts.length };
}

/** What `pastOrder` shows against the fills, and in itself. */
function judge(order: OrderHistory, fills: readonly FillEntry[]): void {
  const shown = pastOrder(order, markets);
  const filled = fills.reduce((sum, { lots }) => sum + BigInt(lots), 0n);
  const { avgPx, cutSz = "0", filledSz, origSz, sz } = shown.order;
  expect(BigInt(origSz) - BigInt(sz), JSON.stringify(shown)).toBe(filled);
  expect(BigInt(filledSz)).toBe(filled);
  expect(BigInt(origSz) + BigInt(cutSz)).toBe(BigInt(order.placed.lots));
  expect(order.placed.fee + (order.last?.fee ?? 0n)).toBe(fills.reduce((sum, { fee }) => sum + fee, 0n));
  expect(avgPx === undefined).toBe(filled === 0n);
  if (shown.status === "filled") expect(sz).toBe("0");
  if (shown.status === "rejected") expect(filled).toBe(0n);
}

describe("origSz - sz", () => {
  const seen = new Set<string>();

  it.each(["busy", "stormy", "ruin"])(
    "is the sum of an order's fills, in history and feed alike: %s",
    async (name) => {
      const { accounts, blocks } = chain(name, 17);
      const failures: unknown[] = [];
      const store = { head: blocks.at(-1)!, get: async (number: bigint) => blocks[Number(number)] };
      const options = { domainSeparator: SEPARATOR, onError: (error: unknown) => failures.push(error) };
      const history = await History.open(options, {
        db: createHistoryDatabase(join(folder, name)),
        blocks: store,
      });
      await history.reached(BigInt(blocks.length - 1), 60_000);
      expect(failures).toEqual([]);

      const ledgers = Array.from({ length: accounts + 1 }, () => new OrderLedger(0, []));
      const told = new Map<bigint, OrderHistory>();
      for (const block of blocks.slice(1)) {
        const facts = new BlockFacts({ block, receipts: new BlockReceipts(block.receipts) }, SEPARATOR);
        ledgers.forEach((ledger, account) => {
          const { orders, unknown } = ledger.take(facts.account(account)?.orders ?? [], facts);
          expect(unknown).toEqual([]);
          for (const order of orders) if (order.placed.orderId !== 0n) told.set(order.placed.orderId, order);
        });
      }
      let count = 0;
      for (let account = 0; account <= accounts; account++) {
        const fills = await history.fills(account, { limit: EVERYTHING });
        expect(fills.length).toBeLessThan(EVERYTHING);
        const of = new Map<bigint, FillEntry[]>();
        for (const fill of fills) of.set(fill.orderId, [...(of.get(fill.orderId) ?? []), fill]);
        for (const order of await history.orders(account, EVERYTHING)) {
          const { orderId } = order.placed;
          judge(order, of.get(orderId) ?? []);
          expect(pastOrder(told.get(orderId)!, markets)).toEqual(pastOrder(order, markets));
          of.delete(orderId);
          told.delete(orderId);
          count++;
          const { status, code } = pastOrder(order, markets);
          seen.add(status).add(code);
          if (order.placed.isLiquidation) seen.add("liquidation");
        }
        // Every fill has its order, but for closings at the mark, which have none.
        expect([...of.keys()].filter((id) => id !== 0n)).toEqual([]);
      }
      expect(told.size).toBe(0);
      expect(count).toBeGreaterThan(200);
      await history.close();
    },
    120_000,
  );

  it("was seen after every kind of end", () => {
    const kinds = ["open", "filled", "canceled", "rejected", "liquidation", "REDUCED", "REDUCE_ONLY_CUT"];
    for (const kind of [...kinds, "CANCELLED", "SELF_TRADE", "EXPIRED", "LIQUIDATION"])
      expect(seen).toContain(kind);
  });
});
