/** What a bot that believes nobody asks after each answer: a real node never says that nothing happened where something did. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type NovateClient, privateKeySigner, type Trader } from "../../sdk/index.ts";
import { createMempool, type Mempool, type MempoolOptions } from "../mempool/index.ts";
import { toHex } from "../primitives/bytes.ts";
import type { OrderAction } from "../primitives/codec/types.ts";
import { transactionDigest } from "../primitives/eip712/index.ts";
import { errorCode } from "../primitives/error.ts";
import { keyOf, ownerOf, separator } from "../sequencer/testing/live-node.ts";
import { SignerPool } from "../state-machine/index.ts";
import { INFO_TYPES } from "./info/types/index.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";

const COIN = "BTC-PERP";
const AGENT = 40;
let real: RealNode;
let client: NovateClient;
let trader: Trader;
let account: number;
let pool: SignerPool;

beforeAll(async () => {
  real = await startRealNode();
  client = await connect(real.server.address);
  trader = client.trader(privateKeySigner(toHex(keyOf(0))));
  account = await trader.accountId();
  pool = new SignerPool({ workers: 1, domainSeparator: separator });
});
afterAll(async () => {
  client.close();
  await pool.close();
  await real.close();
});

/** Another queue in front of the same state, which nobody empties, at another time. */
function mempoolOf(options: Partial<MempoolOptions>, now = Date.now()): Mempool {
  const dependencies = { view: real.live.chain.machine.view, signers: pool, clock: { now: () => now } };
  return createMempool(options, dependencies);
}

let drawn = 0;
const newClientId = (): Uint8Array => new Uint8Array(16).fill(7).fill(++drawn, 0, 1);

/** Rests far from the market. */
const order = (clientId: Uint8Array): OrderAction => ({
  kind: "order",
  market: 0,
  isBuy: true,
  price: 290_000,
  size: 100,
  timeInForce: "GTC",
  reduceOnly: false,
  isMarket: false,
  goodTill: 0,
  clientId,
});
const trade = (clientId: Uint8Array) => ({ type: "trade", actions: [order(clientId)] }) as const;
const statusOf = (clientId: Uint8Array, of = client) =>
  of.info({ type: "orderStatus", account, cloid: toHex(clientId) }) as Promise<{ status: string }>;
const send = (bytes: Uint8Array, to = client) => to.http.postBinary("/exchange/binary", bytes);

describe("a careful bot", () => {
  it("finds every order, fill and transaction that an answer told of, as soon as it asks", async () => {
    for (let i = 0; i < 40; i++) {
      const clientId = newClientId();
      const { hash } = (await send(real.live.sign(0, account, trade(clientId)))) as { hash: string };
      const [status, transaction, orders] = await Promise.all([
        statusOf(clientId),
        client.info({ type: "transaction", hash }),
        client.info({ type: "historicalOrders", account, limit: 1 }),
      ]);
      expect(status).toMatchObject({ status: "order", order: { status: "open" } });
      expect(transaction).toMatchObject({ code: "OK" });
      expect(orders).toMatchObject([{ order: { cloid: toHex(clientId) } }]);
    }
    await trader.cancelAll(COIN);
  });

  it("is told that the history is behind, never that there is nothing", async () => {
    const behind = await real.serve({}, { history: await real.emptyHistory() });
    const user = trader.address;
    const req = { coin: COIN, interval: "1m", startTime: 0 };
    const fields: Record<string, object> = {
      orderStatus: { account, cloid: toHex(newClientId()) },
      transaction: { hash: `0x${"11".repeat(32)}` },
      l1Message: { hash: `0x${"11".repeat(32)}` },
      withdrawalProof: { index: "0" },
      candleSnapshot: { req },
      recentTrades: { coin: COIN },
      fundingHistory: { coin: COIN, startTime: 0 },
      userFillsByTime: { account, startTime: 0 },
      userL1Messages: { user },
      ledger: { account, startTime: 0 },
      userFees: { user },
      webData2: { user },
    };
    const types = INFO_TYPES.filter((info) => "ofHistory" in info).map(({ type }) => type);
    expect(types).toHaveLength(19);
    const answers = types.map(async (type) => {
      const body = JSON.stringify({ type, ...(fields[type] ?? { account }) });
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${behind.address}/info`, { method: "POST", headers, body });
      return [type, response.status, ((await response.json()) as { code: string }).code];
    });
    expect(await Promise.all(answers)).toEqual(types.map((type) => [type, 503, "HISTORY_BEHIND"]));
    await behind.close();
  });

  it("gets the first answer for the same bytes also after the agent that signed them was revoked", async () => {
    const approve = (agentExpiry: number) =>
      send(real.live.sign(0, account, { type: "approveAgent", agent: ownerOf(AGENT), agentExpiry }));
    await approve(Date.now() + 3_600_000);
    const bytes = real.live.sign(AGENT, account, trade(newClientId()));
    const first = await send(bytes);
    await approve(0);
    const { arrival: _, ...again } = (await send(bytes)) as { arrival?: unknown };
    expect(first).toMatchObject(again);
    // Bytes that no block holds are refused.
    const later = real.live.sign(AGENT, account, trade(newClientId()));
    expect(await send(later).catch(errorCode)).toMatch(/AGENT_EXPIRED|NOT_AUTHORIZED/);
  });

  it("gets the first answer also once the nonce has left the window", async () => {
    const bytes = real.live.sign(0, account, trade(newClientId()));
    const first = await send(bytes);
    const late = Date.now() + 3 * 86_400_000;
    const refuse = await real.serve({}, { mempool: mempoolOf({}, late) });
    const other = await connect(refuse.address);
    expect(first).toMatchObject((await send(bytes, other)) as object);
    const never = real.live.sign(0, account, trade(newClientId()));
    expect(await send(never, other).catch(errorCode)).toBe("NONCE_OUT_OF_WINDOW");
    await refuse.close();
  });

  it("tells an order that was refused before any block from one that never came", async () => {
    const lateness = 3 * 86_400_000;
    const tried: [string, Mempool][] = [
      ["NONCE_OUT_OF_WINDOW", mempoolOf({}, Date.now() + lateness)],
      ["MEMPOOL_FULL", mempoolOf({ maxTransactions: 0 })],
      ["ACCOUNT_QUOTA", mempoolOf({ maxPerAccount: 0 })],
    ];
    for (const [code, mempool] of tried) {
      const port = await real.serve({}, { mempool });
      const bot = await connect(port.address);
      const clientId = newClientId();
      const bytes = real.live.sign(0, account, trade(clientId));
      expect(await statusOf(clientId, bot)).toEqual({ status: "unknownOid" });
      expect(await send(bytes, bot).catch(errorCode)).toBe(code);
      await expect
        .poll(() => statusOf(clientId, bot))
        .toMatchObject({
          status: "order",
          order: { status: "rejected", code, order: { coin: COIN, sz: "0.001", cloid: toHex(clientId) } },
          refusal: { hash: toHex(transactionDigest(bytes, separator)) },
        });
      const told = (await statusOf(clientId, bot)) as unknown as { order: { order: object } };
      expect(told.order.order).not.toHaveProperty("block");
      expect(told.order.order).not.toHaveProperty("oid");
      // Nor does a stranger make a record, nor one whose use of the client id is on the chain.
      const strange = newClientId();
      const forged = await send(real.live.sign(1, account, trade(strange)), bot).catch(errorCode);
      expect(["NOT_AUTHORIZED", code]).toContain(forged);
      const used = newClientId();
      const executed = real.live.sign(0, account, trade(used));
      await send(executed);
      await send(real.live.sign(0, account, trade(used)), bot).catch(errorCode);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await statusOf(strange, bot)).toEqual({ status: "unknownOid" });
      expect(await statusOf(used, bot)).toMatchObject({ order: { status: "open", code: "OK" } });
      // Sent again where there is room it is an order like any other.
      if (code === "MEMPOOL_FULL") {
        await send(bytes);
        expect(await statusOf(clientId, bot)).toMatchObject({ order: { status: "open" } });
      }
      await port.close();
      await mempool.close();
    }
  });

  it("hears of no refusal while an order with the same client id is on its way", async () => {
    const mempool = mempoolOf({ maxPerAccount: 1 });
    const port = await real.serve({}, { mempool });
    const bot = await connect(port.address);
    const clientId = newClientId();
    const waiting = send(real.live.sign(0, account, trade(clientId)), bot).catch(errorCode);
    await expect.poll(() => mempool.size).toBe(1);
    const second = send(real.live.sign(0, account, trade(clientId)), bot);
    expect(await second.catch(errorCode)).toBe("ACCOUNT_QUOTA");
    expect(await statusOf(clientId, bot)).toEqual({ status: "unknownOid" });
    await mempool.close();
    expect(await waiting).toBe("TX_NOT_INCLUDED");
    expect(await statusOf(clientId, bot)).toMatchObject({ order: { status: "rejected" } });
    await port.close();
  });

  it("pays for an old block that is read for a repeat as for a query of it", async () => {
    const few = await real.serve({ rateWeightPerMinute: 60 });
    const other = await connect(few.address);
    const bytes = real.live.sign(0, account, trade(newClientId()));
    await send(bytes);
    const codes: string[] = [];
    for (let i = 0; i < 8; i++) codes.push(await send(bytes, other).then(() => "OK", errorCode));
    expect(codes.filter((code) => code === "OK").length).toBeLessThan(4);
    expect(codes.at(-1)).toBe("RATE_LIMITED");
    await few.close();
  });

  it("pays for a whole book order by order alike, asked for or subscribed to", async () => {
    const few = await real.serve({ rateWeightPerMinute: 60 });
    const socket = new WebSocket(`${few.address.replace("http", "ws")}/ws`);
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    const refused = new Promise<unknown>((resolve) => {
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(String(data)) as { channel: string; error?: { code: string } };
        if (message.error?.code === "RATE_LIMITED") resolve(message.error.code);
      };
    });
    const subscription = { type: "l3Book", coin: COIN };
    for (let i = 0; i < 4; i++)
      for (const method of ["subscribe", "unsubscribe"])
        socket.send(JSON.stringify({ method, subscription }));
    expect(await refused).toBe("RATE_LIMITED");
    socket.close();
    await few.close();
  });
});
