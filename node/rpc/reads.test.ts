/** What charts, tapes and wallets of other venues ask for, from a real node. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type NovateClient, privateKeySigner, type Trader } from "../../sdk/index.ts";
import { toHex } from "../primitives/bytes.ts";
import { keyOf, ownerOf, VALIDATOR } from "../sequencer/testing/live-node.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";

const COIN = "BTC-PERP";
let node: RealNode;
let client: NovateClient;
let maker: Trader;
let taker: Trader;

beforeAll(async () => {
  node = await startRealNode();
  client = await connect(node.server.address);
  maker = client.trader(privateKeySigner(toHex(keyOf(0))));
  taker = client.trader(privateKeySigner(toHex(keyOf(1))));
});

afterAll(async () => {
  client.close();
  await node.close();
});

const ask = (query: { type: string; [field: string]: unknown }) =>
  client.info(query) as Promise<Record<string, never>>;
const askList = (query: { type: string; [field: string]: unknown }) =>
  client.info(query) as Promise<Record<string, string | number>[]>;

describe("a reader of the real node", () => {
  it("sees a book as it is, by significant figures, and by ticks", async () => {
    for (const price of ["29991", "29992", "29950"])
      await maker.order({ coin: COIN, side: "buy", price, size: "0.01" });
    const levels = async (grouping: object) =>
      (await ask({ type: "l2Book", coin: COIN, ...grouping })).levels;
    const whole = [
      { px: "29992", sz: "0.01", n: 1 },
      { px: "29991", sz: "0.01", n: 1 },
      { px: "29950", sz: "0.01", n: 1 },
    ];
    expect(await levels({})).toEqual([whole, []]);
    expect(await levels({ nSigFigs: null, mantissa: null })).toEqual([whole, []]);
    expect(await levels({ nSigFigs: 5 })).toEqual([whole, []]);
    const tens = [
      { px: "29990", sz: "0.02", n: 2 },
      { px: "29950", sz: "0.01", n: 1 },
    ];
    expect(await levels({ nSigFigs: 4 })).toEqual([tens, []]);
    expect(await levels({ step: 100 })).toEqual([tens, []]);
    await expect(levels({ nSigFigs: 3, step: 2 })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(levels({ nSigFigs: 6 })).rejects.toMatchObject({ code: "BAD_REQUEST" });

    const grouped = await new Promise<{ data: { levels: unknown } }>((resolve) => {
      client.feeds.subscribe({ type: "l2Book", coin: COIN, nSigFigs: 4, deltas: true }, (message) =>
        resolve(message as never),
      );
    });
    expect(grouped.data.levels).toEqual([tens, []]);
    await maker.cancelAll(COIN);
  });

  it("sees what one order took from three as one fill, and their sum is the same", async () => {
    await node.vote();
    for (const price of ["29999", "29998", "29997"])
      await maker.order({ coin: COIN, side: "buy", price, size: "0.01" });
    const sold = await taker.order({
      coin: COIN,
      side: "sell",
      price: "29990",
      size: "0.025",
      timeInForce: "IOC",
    });
    await node.history.reached(BigInt(sold.receipt.block), 10_000);
    const query = { type: "userFills", user: taker.address };
    const apart = await askList(query);
    expect(apart.map(({ sz }) => sz)).toEqual(["0.005", "0.01", "0.01"]);
    const [combined, ...more] = await askList({ ...query, aggregateByTime: true });
    expect(more).toEqual([]);
    expect(combined).toMatchObject({
      sz: "0.025",
      px: sold.filled!.avgPx,
      startPosition: "0",
      oid: sold.filled!.oid,
      tid: apart[0]!.tid,
      fee: sold.filled!.fee,
      cursor: apart.at(-1)!.cursor,
    });
    const byTime = await askList({ ...query, type: "userFillsByTime", startTime: 0, aggregateByTime: true });
    expect(byTime).toEqual([{ ...combined, cursor: apart[0]!.cursor }]);
    // A resting order's fills stay apart.
    const made = await askList({ type: "userFills", user: maker.address, aggregateByTime: true });
    expect(made).toHaveLength(3);
  });

  it("sees the last 24 hours and the coming funding of each market", async () => {
    const [btc, eth] = await client.contexts();
    const day = { dayHigh: "29999", dayLow: "29997", prevDayPx: "29999", dayBaseVlm: "0.025" };
    expect(btc).toMatchObject({ ...day, dayNtlVlm: "749.955" });
    expect(eth).toMatchObject({ dayHigh: null, prevDayPx: null, dayBaseVlm: "0", dayNtlVlm: "0" });
    const head = Number(node.live.chain.head.timestamp);
    const { fundingInterval } = node.live.chain.machine.view.header();
    expect(btc!.nextFundingTime % fundingInterval).toBe(0);
    expect(btc!.nextFundingTime - head).toBeLessThanOrEqual(fundingInterval);
    const { fundingEstimate, fundingPremium } = btc!;
    expect((fundingEstimate === null) === (fundingPremium === null)).toBe(true);
    // Another port, opened later, has read them from the history.
    const second = await node.serve();
    const again = await connect(second.address);
    expect((await again.contexts())[0]).toMatchObject(day);
    again.close();
    await second.close();
  });

  it("sees a bar for every minute since the first trade, flat where nothing traded", async () => {
    const head = Number(node.live.chain.head.timestamp);
    const req = { coin: COIN, interval: "1m", startTime: 0 };
    const [first, ...later] = await askList({ type: "candleSnapshot", req });
    expect(first).toMatchObject({ c: "29997", n: 3, v: "0.025" });
    expect(later.length).toBeLessThan(3);
    const none = { ...req, startTime: head + 600_000, endTime: head + 900_000 };
    expect(await ask({ type: "candleSnapshot", req: none })).toEqual([]);
  });

  it("sees every change of its cash, up to what it has", async () => {
    await maker.transfer(3, "25");
    const { receipt } = await taker.order({ coin: COIN, side: "buy", price: "29000", size: "0.01" });
    await node.history.reached(BigInt(receipt.block), 10_000);
    for (const trader of [maker, taker]) {
      const entries = await askList({ type: "ledger", user: trader.address, startTime: 0 });
      expect(entries[0]).toMatchObject({ cause: "deposit", amount: "1000000", cash: "1000000" });
      expect(entries.filter(({ cause }) => cause === "trade")).toHaveLength(3);
      const { marginSummary } = await trader.account();
      expect(entries.at(-1)!.cash).toBe(marginSummary.totalRawUsd);
    }
    const [sent] = (await askList({ type: "ledger", user: maker.address, startTime: 0 })).slice(-1);
    const [received] = await askList({ type: "ledger", user: maker.address, sub: 3, startTime: 0 });
    expect(sent).toMatchObject({ cause: "transferOut", amount: "-25", counterparty: received!.account });
    expect(received).toMatchObject({
      ...{ cause: "transferIn", amount: "25", cash: "25" },
      counterparty: sent!.account,
    });
  });

  it("sees whose agent an address is, and whose agents an owner has", async () => {
    const agent = toHex(ownerOf(70));
    const expiry = Date.now() + 86_400_000;
    await maker.approveAgent(agent, expiry);
    const owner = maker.address.toLowerCase();
    expect(await ask({ type: "userRole", user: agent })).toEqual({
      role: "agent",
      data: { user: owner, active: true },
    });
    expect(await ask({ type: "userRole", user: owner })).toEqual({ role: "user" });
    expect(await ask({ type: "userRole", user: toHex(ownerOf(VALIDATOR)) })).toEqual({ role: "validator" });
    expect(await ask({ type: "userRole", user: toHex(ownerOf(71)) })).toEqual({ role: "missing" });
    expect(await ask({ type: "extraAgents", user: owner })).toEqual([
      { name: "", address: agent, validUntil: expiry },
    ]);
    await maker.approveAgent(agent, 0);
    expect(await ask({ type: "extraAgents", user: owner })).toEqual([]);
    expect(await ask({ type: "agents", user: owner })).toMatchObject({
      agents: [{ agent, expiry: null, active: false }],
      used: 1,
      cap: 256,
    });
    expect(await ask({ type: "userRole", user: agent })).toMatchObject({ data: { active: false } });
  });
});
