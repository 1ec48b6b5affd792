/** The orderUpdates feed of a real node, against what the history says of the same orders. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type NovateClient, privateKeySigner, type Trader } from "../../sdk/index.ts";
import { toHex } from "../primitives/bytes.ts";
import { encodeForced, MessageKind, type OrderAction } from "../primitives/codec/index.ts";
import { seededRng } from "../primitives/rng.ts";
import { keyOf, ownerOf } from "../sequencer/testing/live-node.ts";
import { createMessageJudge } from "./testing/description.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";

const COIN = "BTC-PERP";
let real: RealNode;
let client: NovateClient;
let traders: readonly [Trader, Trader];

interface Told {
  readonly order: { readonly oid: number | string; readonly sz: string; [field: string]: unknown };
  readonly status: string;
  readonly code: string;
  readonly statusTimestamp: number;
}

beforeAll(async () => {
  real = await startRealNode();
  client = await connect(real.server.address);
  const trader = (user: number) => client.trader(privateKeySigner(toHex(keyOf(user))));
  traders = [trader(0), trader(1)];
});

afterAll(async () => {
  client.close();
  await real.close();
});

/** Collects what the feed of a trader says, from its snapshot on, in order. */
async function follow(reader: NovateClient, user: `0x${string}`) {
  const told: Told[] = [];
  const faults: unknown[] = [];
  const judge = createMessageJudge();
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const stop = reader.feeds.subscribe({ type: "orderUpdates", user }, (message) => {
    const fault = judge({ key: "orderUpdates", ...message });
    if (fault !== undefined) faults.push(fault);
    told.push(...(message.data as readonly Told[]));
    begin();
  });
  await begun;
  return { told, faults, stop };
}

const cloid = (n: number) => `0x${(n + 1).toString(16).padStart(32, "0")}` as const;
const ENDS = ["filled", "canceled", "rejected"];

/** A decimal as a whole number of its last place. */
function scaled(text: string, decimals: number): bigint {
  const [whole, fraction = ""] = text.replace("-", "").split(".") as [string, string?];
  const value = BigInt(whole + fraction.padEnd(decimals, "0"));
  return text.startsWith("-") ? -value : value;
}
const sizeOf = (text: unknown) => scaled(text as string, 4);

interface Filled {
  readonly oid: number | string;
  readonly px: string;
  readonly sz: string;
  readonly fee: string;
  readonly cloid?: string;
  readonly hash: string;
}

/** What Hyperliquid's clients compute of an order, and what its own fields say, against the fills with its id. */
function judgeSizes({ order }: Told, fills: readonly Filled[]): void {
  const own = fills.filter(({ oid }) => oid === order.oid);
  const size = own.reduce((sum, fill) => sum + sizeOf(fill.sz), 0n);
  expect(sizeOf(order.origSz) - sizeOf(order.sz), String(order.oid)).toBe(size);
  expect(sizeOf(order.filledSz), String(order.oid)).toBe(size);
  expect(scaled(order.fee as string, 6)).toBe(own.reduce((sum, fill) => sum + scaled(fill.fee, 6), 0n));
  const value = own.reduce((sum, { px, sz }) => sum + scaled(px, 5) * sizeOf(sz), 0n);
  if (size > 0n) expect(scaled(order.avgPx as string, 5)).toBe(value / size);
  for (const { cloid: id } of own) expect(id).toBe(order.cloid);
}

describe("orderUpdates", () => {
  it("tells each order whole, from its rest to one end, as the history and the fills have it, to early and late readers", async () => {
    const rng = seededRng(11);
    const int = (below: number) => rng.uint32() % below;
    const feeds = await Promise.all(traders.map(({ address }) => follow(client, address)));
    const others = await connect(real.server.address);
    const late: Awaited<ReturnType<typeof follow>>[] = [];
    const mark = Number((await client.contexts())[0]?.markPx);
    const hashes = new Set<string>();
    let last = 0;
    for (let round = 0; round < 40; round++) {
      const trader = traders[int(2)]!;
      const side = int(2) === 0 ? "buy" : "sell";
      const timeInForce = (["GTC", "GTC", "IOC", "FOK", "POST_ONLY", "GTT"] as const)[int(6)]!;
      const orders = Array.from({ length: 1 + int(3) }, (_, i) => ({
        ...{ coin: COIN, side, size: `0.0${1 + int(9)}`, clientId: cloid(round * 8 + i) },
        ...(int(5) === 0
          ? { slippageBps: 1 + int(60) }
          : {
              price: (mark + int(40) - 20).toFixed(1),
              timeInForce,
              ...(timeInForce === "GTT" ? { goodTill: Math.floor(Date.now() / 1_000) + 3_600 } : {}),
            }),
        ...(int(6) === 0 ? { reduceOnly: true } : {}),
      })) as Parameters<Trader["order"]>[0][];
      const receipt = await trader.batch(orders.map((order) => ({ type: "order", order })));
      hashes.add(receipt.hash);
      last = receipt.block;
      const rested = receipt.statuses.find(({ resting }) => resting !== undefined)?.resting;
      if (rested !== undefined && int(3) === 0) await trader.reduce(COIN, rested.oid, "0.005");
      if (int(4) === 0) last = (await trader.cancelByClientId(cloid(round * 8))).receipt.block;
      if (round === 20) {
        const readers = traders.map(({ address }) => follow(others, address));
        late.push(...(await Promise.all(readers)));
      }
      if (round % 5 !== 0) continue;
      const user = traders[0].address;
      const fills = (await client.info({ type: "userFills", user, limit: 500 })) as unknown as Filled[];
      for (const order of (await client.info({ type: "openOrders", user })) as unknown as Told["order"][]) {
        const size = fills
          .filter(({ oid }) => oid === order.oid)
          .reduce((sum, { sz }) => sum + sizeOf(sz), 0n);
        expect(sizeOf(order.origSz) - sizeOf(order.sz)).toBe(size);
        expect(order.timestamp).toBeGreaterThan(0);
      }
    }
    for (const trader of traders) last = Math.max(last, (await trader.cancelAll()).receipt.block);
    await real.history.reached(BigInt(last), 10_000);

    const seen = new Set<string>();
    for (const [i, feed] of feeds.entries()) {
      const user = traders[i]!.address;
      const past = (await client.info({ type: "historicalOrders", user })) as unknown as Told[];
      const fills = (await client.info({ type: "userFills", user, limit: 500 })) as unknown as Filled[];
      expect(past.length).toBeGreaterThan(20);
      expect(fills.length).toBeGreaterThan(10);
      for (const { hash } of fills) expect(hashes).toContain(hash);
      const ends = () => feed.told.filter(({ order, status }) => order.oid && ENDS.includes(status)).length;
      await expect.poll(ends, { timeout: 10_000 }).toBe(past.length);
      for (const recorded of past) {
        judgeSizes(recorded, fills);
        const { oid, cloid: id } = recorded.order;
        expect(await client.info({ type: "orderStatus", oid })).toEqual({ status: "order", order: recorded });
        const named = await client.info({ type: "orderStatus", user, cloid: id as string });
        expect(named).toMatchObject({ status: "order", order: recorded });
        const updates = feed.told.filter(({ order }) => order.oid === oid);
        expect(
          updates.filter(({ status }) => ENDS.includes(status)),
          String(oid),
        ).toHaveLength(1);
        // The record has besides what Hyperliquid's front end is told of every order.
        expect(recorded, String(oid)).toMatchObject(updates.at(-1)!);
        const { fee: _fee, ...whole } = updates.at(-1)!.order as Record<string, unknown>;
        for (const changing of ["sz", "origSz", "cutSz", "filledSz", "avgPx"]) delete whole[changing];
        for (const update of updates) {
          expect(update.order).toMatchObject(whole);
          const size = sizeOf(update.order.origSz) - sizeOf(update.order.sz);
          expect(size).toBe(sizeOf(update.order.filledSz));
          seen.add(update.code);
        }
        const heard = late[i]!.told.filter(({ order }) => order.oid === oid);
        if (heard.length > 0) expect(heard).toEqual(updates.slice(-heard.length));
        seen.add(`${updates.length > 1 ? "rested, " : ""}${recorded.status}`);
      }
      const told = feed.told.filter(({ order }) => order.oid !== undefined);
      expect(new Set(told.map(({ order }) => order.oid)).size).toBe(past.length);
      // Refused before they drew an id: told once, and found by their client id.
      for (const refused of feed.told.filter(({ order }) => order.oid === undefined)) {
        const { cloid: id } = refused.order;
        expect(await client.info({ type: "orderStatus", user, cloid: id as string })).toMatchObject({
          status: "order",
          order: refused,
        });
        expect(refused).toMatchObject({ status: "rejected", order: { filledSz: "0" } });
        seen.add("refused");
      }
      expect([...feed.faults, ...late[i]!.faults]).toEqual([]);
      feed.stop();
      late[i]!.stop();
    }
    others.close();
    for (const what of [
      "canceled",
      "filled",
      "rejected",
      "rested, canceled",
      "rested, filled",
      "refused",
      "REDUCED",
    ])
      expect(seen).toContain(what);
  });

  it("tells of orders that were forced through L1, and what is open to who comes later", async () => {
    const order: OrderAction = {
      ...({ kind: "order", market: 0, isBuy: true, size: 1_000, timeInForce: "GTC" } as const),
      ...{ price: 290_000, reduceOnly: false, isMarket: false, goodTill: 0 },
      clientId: new Uint8Array(16).fill(0x77),
    };
    const actions = [
      order,
      { ...order, timeInForce: "IOC" as const, clientId: new Uint8Array(16).fill(0x78) },
    ];
    const { inbox, block: l1Block, time: l1Time } = real.live.l1;
    const feed = await follow(client, traders[0].address);
    const index = BigInt(inbox.length);
    const payload = encodeForced({ sub: 0, body: { type: "trade", actions } });
    inbox.push({ kind: MessageKind.Forced, index, l1Block, l1Time, sender: ownerOf(0), payload });
    await expect.poll(() => feed.told.length, { timeout: 10_000 }).toBe(2);
    const cloids = feed.told.map(({ order: { cloid: id }, status }) => [id, status]);
    expect(cloids).toEqual([
      [`0x${"77".repeat(16)}`, "open"],
      [`0x${"78".repeat(16)}`, "rejected"],
    ]);
    feed.stop();
    const later = await follow(client, traders[0].address);
    expect(later.told).toMatchObject([
      { status: "open", order: { cloid: `0x${"77".repeat(16)}`, sz: "0.01", tif: "Gtc" } },
    ]);
    later.stop();
  });
});
