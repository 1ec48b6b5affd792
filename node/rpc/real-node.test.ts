/** The port in front of the real engine, mempool, sequencer, store and history, seen through the SDK. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHttp } from "../../sdk/http.ts";
import {
  connect,
  type FeedMessage,
  type NovateClient,
  privateKeySigner,
  type SubscriptionQuery,
  Trader,
} from "../../sdk/index.ts";
import { fromHex, toHex } from "../primitives/bytes.ts";
import { encodeForced, MessageKind } from "../primitives/codec/index.ts";
import type { NovateError } from "../primitives/error.ts";
import { keyOf, type LiveNode, ownerOf } from "../sequencer/testing/live-node.ts";
import type { History } from "../store/history/index.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";

const COIN = "BTC-PERP";
let real: RealNode;
let node: LiveNode;
let history: History;
let client: NovateClient;
let maker: Trader;
let taker: Trader;

beforeAll(async () => {
  real = await startRealNode();
  node = real.live;
  history = real.history;
  client = await connect(real.server.address);
  maker = client.trader(privateKeySigner(toHex(keyOf(0))));
  taker = client.trader(privateKeySigner(toHex(keyOf(1))));
});

afterAll(async () => {
  client.close();
  await real.close();
});

/** Messages of a subscription, one after the other. */
function listen(query: { type: string; [field: string]: unknown }) {
  const heard: FeedMessage[] = [];
  let wake = () => {};
  const stop = client.feeds.subscribe(query as SubscriptionQuery, (message) => {
    heard.push(message);
    wake();
  });
  return {
    stop,
    async next(): Promise<FeedMessage> {
      while (heard.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return heard.shift()!;
    },
  };
}

async function mark(): Promise<number> {
  return Number((await client.contexts())[0]?.markPx);
}

const caughtUp = (block: number) => history.reached(BigInt(block), 10_000);

describe("a trader of the real node", () => {
  it("rests, is filled, and finds order, fills, trade, candle and transaction afterwards", async () => {
    const price = String(await mark());
    const fills = listen({ type: "userFills", user: maker.address });
    const book = listen({ type: "l2Book", coin: COIN, deltas: true });
    expect((await fills.next()).isSnapshot).toBe(true);
    expect((await book.next()).isSnapshot).toBe(true);
    const clientId = `0x${"5a".repeat(16)}` as const;
    const rested = await maker.order({ coin: COIN, side: "buy", price, size: "0.01", clientId });
    expect(rested).toMatchObject({ code: "OK", resting: { sz: "0.01", cloid: clientId } });
    expect((await book.next()).data).toMatchObject({ changes: [[{ px: price, sz: "0.01", n: 1 }], []] });

    const filled = await taker.order({ coin: COIN, side: "sell", price, size: "0.004", timeInForce: "IOC" });
    expect(filled).toMatchObject({ code: "OK", filled: { totalSz: "0.004", avgPx: price } });
    const told = (await fills.next()).data as { fills: object[] };
    expect(told.fills).toMatchObject([
      { coin: COIN, px: price, sz: "0.004", side: "B", dir: "Open Long", crossed: false },
    ]);

    await caughtUp(filled.receipt.block);
    const found = (await client.info({
      type: "orderStatus",
      user: maker.address,
      cloid: clientId,
    })) as object;
    expect(found).toMatchObject({
      status: "order",
      order: {
        status: "open",
        order: { sz: "0.006", origSz: "0.01", oid: rested.resting!.oid, cloid: clientId },
      },
    });
    expect(await client.info({ type: "transaction", hash: filled.receipt.hash })).toMatchObject({
      block: filled.receipt.block,
      type: "order",
      code: "OK",
      statuses: [{ filled: { totalSz: "0.004" } }],
    });
    expect(await client.info({ type: "recentTrades", coin: COIN })).toMatchObject([{ px: price, side: "A" }]);
    expect(await client.info({ type: "userFills", user: taker.address })).toMatchObject([
      { side: "A", crossed: true },
    ]);
    const req = { coin: COIN, interval: "1d", startTime: 0 };
    expect(await client.info({ type: "candleSnapshot", req })).toMatchObject([
      { c: price, n: 1, v: "0.004" },
    ]);
    const state = await maker.account();
    expect(state.assetPositions[0]?.position).toMatchObject({ coin: COIN, szi: "0.004", entryPx: price });

    const cancelled = await maker.cancel(rested.resting!.oid);
    await caughtUp(cancelled.receipt.block);
    const ended = await client.info({ type: "orderStatus", oid: rested.resting!.oid });
    expect(ended).toMatchObject({ order: { status: "canceled", code: "CANCELLED" } });
    fills.stop();
    book.stop();
  });

  it("gets each refusal as a code of its item, and the others of the batch are done", async () => {
    const price = await mark();
    const receipt = await maker.batch([
      { type: "order", order: { coin: COIN, side: "buy", price: String(price - 100), size: "0.01" } },
      { type: "cancel", orderId: "1" },
      { type: "order", order: { coin: COIN, side: "buy", price: String(price), size: "9000" } },
      { type: "cancelAll" },
    ]);
    expect(receipt.statuses.map((status) => status.code)).toEqual([
      "OK",
      "UNKNOWN_ORDER",
      expect.stringMatching(/^(INSUFFICIENT_MARGIN|POSITION_LIMIT)$/),
      "OK",
    ]);
    const { have, need, error } = receipt.statuses[2]!;
    expect(Number(need)).toBeGreaterThan(0);
    expect(error).toContain(`Have ${have}, need ${need}.`);
  });

  it("is told how many orders a cancelAll took, also when the answer is read back from history", async () => {
    const price = await mark();
    const resting = [1, 2, 3].map((step) => {
      const order = { coin: COIN, side: "buy", price: String(price - 100 * step), size: "0.01" } as const;
      return { type: "order", order } as const;
    });
    await maker.batch(resting);
    const { receipt, ...status } = await maker.cancelAll(COIN);
    expect(status).toEqual({ success: true, code: "OK", count: 3 });
    await caughtUp(receipt.block);
    expect(await client.info({ type: "transaction", hash: receipt.hash })).toMatchObject({
      statuses: [{ code: "OK", count: 3 }],
    });
  });

  it("gets a clear error for a signature of a stranger, with the address that signed", async () => {
    const stranger = client.trader(privateKeySigner(toHex(keyOf(99))), { account: await maker.accountId() });
    await expect(stranger.cancelAll()).rejects.toMatchObject({
      code: "NOT_AUTHORIZED",
      data: { status: 401, recovered: toHex(ownerOf(99)), expected: maker.address },
    });
  });

  it("may act through an agent, withdraw, and see it in history", async () => {
    const agent = privateKeySigner(toHex(keyOf(98)));
    await maker.approveAgent(agent.address, Date.now() + 86_400_000);
    const acting = client.trader(agent, { account: await maker.accountId() });
    expect((await acting.cancelAll()).code).toBe("OK");
    await expect(acting.withdraw("1")).rejects.toMatchObject({ code: "NOT_AUTHORIZED" });
    const receipt = await maker.withdraw("12.5", taker.address);
    expect(receipt.statuses).toMatchObject([{ code: "OK", index: "0" }]);
    await caughtUp(receipt.block);
    const [withdrawal] = await client.withdrawals({ user: maker.address });
    expect(withdrawal).toMatchObject({
      amount: "12.5",
      recipient: taker.address,
      index: "0",
      finality: "soft",
    });
    expect(await client.withdrawalProof("0")).toMatchObject({ proof: null, paid: false, amount: "12.5" });
    expect(await client.info({ type: "deposits", user: maker.address })).toMatchObject([
      { amount: "1000000" },
    ]);
  });

  it("finds an order that was forced through L1", async () => {
    const payload = encodeForced({
      sub: 0,
      body: {
        type: "trade",
        actions: [
          {
            kind: "order",
            market: 0,
            isBuy: true,
            price: Math.round((await mark()) * 10) - 2_000,
            size: 1_000,
            timeInForce: "GTC",
            reduceOnly: false,
            isMarket: false,
            goodTill: 0,
            clientId: new Uint8Array(16).fill(0x77),
          },
        ],
      },
    });
    const { inbox, block, time } = node.l1;
    const index = BigInt(inbox.length);
    inbox.push({
      kind: MessageKind.Forced,
      index,
      l1Block: block,
      l1Time: time,
      sender: ownerOf(1),
      payload,
    });
    const query = { type: "orderStatus", user: taker.address, cloid: `0x${"77".repeat(16)}` };
    await node.until(() => node.chain.machine.view.openOrders(node.accountOf(1)).length > 0);
    // The view may be ahead of the disk: the history hears of the block once it is durable.
    await caughtUp(Number(node.chain.machine.view.header().blockNumber));
    expect(await client.info(query)).toMatchObject({ order: { status: "open" } });
  });

  it("gets the recorded answer when the same bytes come again after a restart of the port", async () => {
    const bytes = node.sign(0, node.accountOf(0), { type: "trade", actions: [{ kind: "cancelAll" }] });
    const first = (await client.http.postBinary("/exchange/binary", bytes)) as { block: number };
    await caughtUp(first.block);
    const second = await real.serve();
    const again = await connect(second.address);
    expect(await again.http.postBinary("/exchange/binary", bytes)).toEqual(first);
    await second.close();
  });

  it("refuses a withdrawal to the bridge's own contracts at every door, before a block", async () => {
    const { vault } = client.chain.contracts;
    const trader = client.trader(privateKeySigner(toHex(keyOf(0))));
    const body = { type: "withdraw", recipient: fromHex(vault, 20), amount: 1_000_000n } as const;
    await expect(trader.send(body)).rejects.toMatchObject({ code: "BAD_RECIPIENT" });
    await expect(trader.withdraw("1", vault)).rejects.toMatchObject({ code: "BAD_RECIPIENT" });
  });

  it("settles an answer that was lost: the error holds the bytes, which are never executed twice", async () => {
    const lost = await connect(real.server.address);
    const { http } = lost;
    const deaf = client.trader(privateKeySigner(toHex(keyOf(0))));
    const silent = new Trader(
      { signer: privateKeySigner(toHex(keyOf(0))) },
      {
        client: {
          chain: lost.chain,
          domain: lost.domain,
          market: (coin) => lost.market(coin),
          account: (query) => lost.account(query),
          openOrders: (query) => lost.openOrders(query),
          http: {
            async postBinary(path, body) {
              await http.postBinary(path, body);
              // The node answered; nobody heard it.
              return createHttp("http://127.0.0.1:9").postBinary(path, body);
            },
          },
        },
      },
    );
    const error = await silent.cancelAll().catch((thrown: NovateError) => thrown);
    expect(error).toMatchObject({ code: "NODE_UNREACHABLE", data: { acknowledgement: "unknown" } });
    const { hash, nonce, transaction } = (error as NovateError).data as Record<string, string>;
    const receipt = await deaf.resend(fromHex(transaction!));
    expect(receipt).toMatchObject({ hash, statuses: [{ code: "OK", count: expect.any(Number) }] });
    expect(
      await client.info({ type: "nonceStatus", user: maker.address, nonce: Number(nonce) }),
    ).toMatchObject({
      status: "used",
    });
    const free = { type: "nonceStatus", user: maker.address, nonce: Number(nonce) + 60_000 };
    expect(await client.info(free)).toMatchObject({ status: "free" });
    await caughtUp(receipt.block);
    expect(await client.info({ type: "transaction", hash })).toMatchObject({ block: receipt.block });
    lost.close();
  });

  it("gets the answer of before a restart even while the history is behind, or is told that nobody knows yet", async () => {
    const bytes = node.sign(0, node.accountOf(0), { type: "trade", actions: [{ kind: "cancelAll" }] });
    const first = (await client.http.postBinary("/exchange/binary", bytes)) as { block: number };
    // A port that has just started, in front of a history that is not there yet.
    const second = await real.serve({}, { history: await real.emptyHistory() });
    const again = await connect(second.address);
    await expect(again.http.postBinary("/exchange/binary", bytes)).rejects.toMatchObject({
      code: "TX_UNKNOWN",
      data: { acknowledgement: "unknown" },
    });
    await second.close();
    await caughtUp(first.block);
  });

  it("finds that the SDK's quickstart works as written", async () => {
    const sdk = new URL("../../sdk/", import.meta.url);
    const example = fileURLToPath(new URL("examples/quickstart.ts", sdk));
    const hook = ["--import", new URL("testing/from-source.ts", sdk).href];
    const eth = Number((await client.contexts())[1]?.markPx);
    await maker.order({ coin: "ETH-PERP", side: "buy", price: (eth * 0.999).toFixed(1), size: "1" });
    const args = [...hook, example, real.server.address, toHex(keyOf(1))];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toMatch(/order \d+ rests at/);
    expect(stdout).toMatch(/sold 0\.01 ETH at/);
    expect(stdout).toMatch(/cancelled: OK/);
  });

  it("has the same history when it is built again from the blocks", async () => {
    await node.sequencer.stop();
    await caughtUp(Number(node.chain.head.number));
    const rebuilt = await real.openHistory("again");
    await rebuilt.reached(node.chain.head.number, 30_000);
    for (const account of [1, 2]) {
      const page = { limit: 1_000 };
      expect(await rebuilt.fills(account, page)).toEqual(await history.fills(account, page));
      expect(await rebuilt.orders(account, 1_000)).toEqual(await history.orders(account, 1_000));
      expect(await rebuilt.deposits(account, page)).toEqual(await history.deposits(account, page));
    }
    await rebuilt.close();
  });
});
