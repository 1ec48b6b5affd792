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
  readonly order: { readonly oid: number | string; readonly sz: string; readonly [field: string]: unknown };
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
async function follow(user: `0x${string}`) {
  const told: Told[] = [];
  const faults: unknown[] = [];
  const judge = createMessageJudge();
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const stop = client.feeds.subscribe({ type: "orderUpdates", user }, (message) => {
    const fault = judge({ key: "orderUpdates", ...message });
    if (fault !== undefined) faults.push(fault);
    told.push(...(message.data as Told[]));
    begin();
  });
  await begun;
  return { told, faults, stop };
}

const cloid = (n: number) => `0x${(n + 1).toString(16).padStart(32, "0")}` as const;
const ENDS = ["filled", "canceled", "rejected"];

describe("orderUpdates", () => {
  it("tells each order whole, from its rest to one end, as the history has it", async () => {
    const rng = seededRng(11);
    const int = (below: number) => rng.uint32() % below;
    const feeds = await Promise.all(traders.map(({ address }) => follow(address)));
    const mark = Number((await client.contexts())[0]?.markPx);
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
      last = receipt.block;
      if (int(4) === 0) last = (await trader.cancelByClientId(cloid(round * 8))).receipt.block;
      const rested = receipt.statuses.find(({ resting }) => resting !== undefined)?.resting;
      if (rested !== undefined && int(3) === 0) await trader.reduce(COIN, rested.oid, "0.005");
    }
    for (const trader of traders) last = Math.max(last, (await trader.cancelAll()).receipt.block);
    await real.history.reached(BigInt(last), 10_000);

    const statuses = new Set<string>();
    for (const [i, { told, faults, stop }] of feeds.entries()) {
      const past = (await client.info({
        type: "historicalOrders",
        user: traders[i]!.address,
      })) as unknown as Told[];
      expect(past.length).toBeGreaterThan(20);
      const ended = () => told.filter(({ status }) => ENDS.includes(status)).length;
      await expect.poll(ended, { timeout: 10_000 }).toBe(past.length);
      for (const recorded of past) {
        const { oid } = recorded.order;
        const updates = told.filter(({ order }) => order.oid === oid);
        expect(
          updates.filter(({ status }) => ENDS.includes(status)),
          String(oid),
        ).toHaveLength(1);
        expect(updates.at(-1), String(oid)).toEqual(recorded);
        const { sz: _sz, ...whole } = recorded.order;
        for (const { order } of updates) expect(order).toMatchObject(whole);
        statuses.add(`${updates.length > 1 ? "rested, " : ""}${recorded.status}`);
      }
      expect(new Set(told.map(({ order }) => order.oid)).size).toBe(past.length);
      expect(faults).toEqual([]);
      stop();
    }
    expect([...statuses].sort()).toEqual([
      "canceled",
      "filled",
      "rejected",
      "rested, canceled",
      "rested, filled",
    ]);
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
    const feed = await follow(traders[0].address);
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
    const later = await follow(traders[0].address);
    expect(later.told).toMatchObject([
      { status: "open", order: { cloid: `0x${"77".repeat(16)}`, sz: "0.01", tif: "Gtc" } },
    ]);
    later.stop();
  });
});
