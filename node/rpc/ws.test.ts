import { connect as connectTcp } from "node:net";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { encodeTransaction } from "../primitives/codec/index.ts";
import { names } from "../state-machine/layout/generated.ts";
import type { EventDraft } from "../store/history/testing/encode-events.ts";
import { WS_PAYLOAD_BYTES, WS_SUBSCRIPTIONS } from "./limits.ts";
import { createMessageJudge } from "./testing/description.ts";
import { type FakeNode, OWNER, outcome, startFakeNode } from "./testing/fake-node.ts";

// biome-ignore lint/suspicious/noExplicitAny: the tests look at what came, whatever it is.
type Message = any;

/** Everything any client heard that is not as the AsyncAPI document says. */
const faults: string[] = [];
const judge = createMessageJudge();

/** A client that keeps what it hears. */
class Client {
  readonly socket: WebSocket;
  readonly heard: Message[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #wake: () => void = () => {};

  constructor(node: FakeNode, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`${node.server.address.replace("http", "ws")}/ws`, { headers });
    this.socket.on("message", (data) => {
      const message: Message = JSON.parse(data.toString());
      const fault = judge(message);
      if (fault !== undefined) faults.push(fault);
      this.heard.push(message);
      this.#wake();
    });
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  async open(): Promise<this> {
    if (this.socket.readyState !== WebSocket.OPEN)
      await new Promise((done) => this.socket.once("open", done));
    return this;
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(subscription: object): void {
    this.say({ method: "subscribe", subscription });
  }

  /** Waits until something heard matches, and takes it off the list. */
  async take(match: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const at = this.heard.findIndex(match);
      if (at >= 0) return this.heard.splice(at, 1)[0];
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  on(channel: string): Promise<Message> {
    return this.take((message) => message.channel === channel);
  }
}

let node: FakeNode;
let clients: Client[];

async function client(of = node): Promise<Client> {
  const made = new Client(of);
  clients.push(made);
  return made.open();
}

beforeEach(async () => {
  clients = [];
  node = await startFakeNode();
});

afterEach(async () => {
  for (const { socket } of clients) socket.terminate();
  await node.close();
  expect(faults.splice(0)).toEqual([]);
});

const touchBook: EventDraft = {
  kind: "orderUpdate",
  market: 0,
  event: names.ORDER_OPENED,
  orderId: 1n,
  lots: 1,
  account: 9,
};

interface Shown {
  px: string;
  sz: string;
  n: number;
}

/** What a client of the book feed does: applies the changes, keeps each side sorted. */
function applied(side: Shown[], changes: Shown[], best: "high" | "low"): Shown[] {
  const levels = new Map(side.map((level) => [level.px, level]));
  for (const change of changes) {
    if (change.sz === "0") levels.delete(change.px);
    else levels.set(change.px, change);
  }
  const sign = best === "high" ? -1 : 1;
  return [...levels.values()].sort((a, b) => sign * (Number(a.px) - Number(b.px)));
}

const checksum = (bids: Shown[], asks: Shown[]) =>
  crc32([...bids.slice(0, 25), ...asks.slice(0, 25)].map((level) => `${level.px}:${level.sz}`).join(":"));

describe("feeds", () => {
  it("let a client keep the exact book through any changes, without a gap in seq, proven by the checksum", async () => {
    const reader = await client();
    reader.subscribe({ type: "l2Book", coin: "BTC-PERP", deltas: true });
    const snapshot = await reader.on("l2Book");
    expect(snapshot.isSnapshot).toBe(true);
    let [bids, asks]: [Shown[], Shown[]] = snapshot.data.levels;
    let seq: number = snapshot.seq;
    const side = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 150 });
    const books = fc.sample(fc.tuple(side, side, fc.integer({ min: 1, max: 9 })), { numRuns: 40, seed: 3 });
    let end = "";
    for (const [below, above, lots] of books) {
      const level = (price: number) => ({ price, lots: BigInt(lots + (price % 3)), orders: 1 });
      node.state.bids = below
        .sort((a, b) => b - a)
        .map((price) => level(300_000 - price))
        .reverse()
        .sort((a, b) => b.price - a.price);
      node.state.asks = above.map((price) => level(300_000 + price)).sort((a, b) => a.price - b.price);
      node.seal({ events: [touchBook] });
    }
    // A last block that certainly changes the book marks the end.
    node.state.bids = [{ price: 1, lots: 1n, orders: 1 }];
    node.state.asks = [];
    node.seal({ events: [touchBook] });
    while (end === "") {
      const { data, seq: next } = await reader.on("l2Book");
      expect(next).toBe(seq + 1);
      seq = next;
      bids = applied(bids, data.changes[0], "high");
      asks = applied(asks, data.changes[1], "low");
      expect(checksum(bids, asks)).toBe(data.checksum);
      if (data.block === books.length + 1) end = "reached";
    }
    expect([bids, asks]).toEqual([[{ px: "0.1", sz: "0.0001", n: 1 }], []]);
  });

  it("leave a gap in seq where the node could not make a message, so that nobody takes an old book for the new one", async () => {
    const reader = await client();
    reader.subscribe({ type: "l2Book", coin: "BTC-PERP" });
    const { seq } = await reader.on("l2Book");
    const bids = (lots: bigint) => ({
      configurable: true,
      writable: true,
      value: [{ price: 1, lots, orders: 1 }],
    });
    await new Promise<void>((failed) => {
      Object.defineProperty(node.state, "bids", {
        configurable: true,
        get() {
          failed();
          throw new Error("a fault of the node's own");
        },
      });
      node.seal({ events: [touchBook] });
    });
    Object.defineProperty(node.state, "bids", bids(7n));
    node.seal({ events: [touchBook] });
    expect((await reader.on("l2Book")).seq).toBe(seq + 2);
  });

  it("start each subscriber at its own snapshot of one shared run of seq", async () => {
    const [first, second] = [await client(), await client()];
    first.subscribe({ type: "blocks" });
    await first.on("blocks");
    node.seal();
    node.seal();
    second.subscribe({ type: "blocks" });
    const snapshot = await second.on("blocks");
    node.seal();
    const [a, b, c] = [await first.on("blocks"), await first.on("blocks"), await first.on("blocks")];
    expect([a.seq, b.seq, c.seq]).toEqual([1, 2, 3]);
    expect(snapshot).toMatchObject({ isSnapshot: true, seq: 2, data: { number: 2 } });
    expect(await second.on("blocks")).toMatchObject({ seq: 3, data: { number: 3 } });
  });

  it("tell a trader everything that happens to the account, and nothing of others", async () => {
    const trader = await client();
    for (const type of ["orderUpdates", "userFills", "userFundings", "userEvents", "webData2"]) {
      trader.subscribe({ type, user: OWNER });
      const channel = type === "userEvents" ? "user" : type;
      const data = type === "orderUpdates" ? [] : { user: OWNER, sub: 0 };
      expect(await trader.on(channel)).toMatchObject({ isSnapshot: true, data });
    }
    const order = {
      kind: "order",
      market: 0,
      isBuy: true,
      price: 300_000,
      size: 5,
      timeInForce: "GTC",
    } as const;
    const terms = { reduceOnly: false, isMarket: false, goodTill: 0 };
    const bytes = encodeTransaction({
      ...{ account: 1, nonce: 1, expiresAfter: 0, signature: new Uint8Array(64).fill(1) },
      body: { type: "trade", actions: [{ ...order, ...terms, clientId: new Uint8Array(16).fill(7) }] },
    });
    const placed = node.seal({
      transactions: [bytes],
      events: [
        { kind: "transactionReceipt", transaction: 0, account: 1, results: 1, type: 1 },
        { kind: "orderUpdate", event: names.ORDER_OPENED, orderId: 8n, account: 1, lots: 5, change: 5 },
        { kind: "actionReceipt", transaction: 0, action: 0, orderId: 8n, restingLots: 5 },
      ],
    });
    const opened = { oid: 8, origSz: "0.0005", timestamp: Number(placed.block.timestamp) };
    expect((await trader.on("orderUpdates")).data).toMatchObject([
      { status: "open", order: { ...opened, sz: "0.0005" } },
    ]);
    node.seal({
      events: [
        {
          kind: "fill",
          market: 0,
          takerIsBuy: 0,
          price: 300_000,
          lots: 5,
          notional: 15_000_000n,
          makerAccount: 1,
          takerAccount: 2,
          makerOrderId: 8n,
          takerOrderId: 9n,
          makerSize: 5n,
          sequence: 4n,
        },
        { kind: "deposit", account: 1, amount: 3n },
        { kind: "liquidation", account: 2, stage: 1 },
      ],
    });
    const fills = await trader.on("userFills");
    expect(fills.data.fills).toMatchObject([
      { side: "B", sz: "0.0005", oid: 8, cloid: `0x${"07".repeat(16)}`, crossed: false, dir: "Open Long" },
    ]);
    expect((await trader.on("orderUpdates")).data).toMatchObject([
      { status: "filled", order: { ...opened, sz: "0", filledSz: "0.0005", avgPx: "30000" } },
    ]);
    for (const what of ["fills", "deposit"]) {
      expect((await trader.on("user")).data).toMatchObject({ user: OWNER, [what]: expect.anything() });
    }
  });

  it("tell each funding interval as it accrues, and each once, whenever a trader comes", async () => {
    const trader = await client();
    trader.subscribe({ type: "userFundings", user: OWNER });
    expect((await trader.on("userFundings")).data.fundings).toEqual([]);
    trader.subscribe({ type: "userEvents", user: OWNER });
    await trader.on("user");
    const bought = {
      ...({ kind: "fill", market: 0, takerIsBuy: 0, price: 300_000, lots: 5, sequence: 4n } as const),
      ...{ makerAccount: 1, takerAccount: 2, makerOrderId: 8n, takerOrderId: 9n, makerSize: 5n },
    };
    const accrual = (fundingIndex: bigint) =>
      ({ kind: "funding", market: 0, index: 300_010, rate: 12_500n, fundingIndex }) as const;
    node.seal({ events: [bought] });
    node.seal({ events: [accrual(1_500_000_000n)] });
    // Two lots more within the interval that follows: from here on the position owes anew.
    node.seal({ events: [{ ...bought, lots: 2, makerSize: 7n, sequence: 5n }] });
    const late: Awaited<ReturnType<typeof client>>[] = [];
    for (const index of [1_600_000_000n, 1_700_000_000n]) {
      node.seal({ events: [accrual(index)] });
      const another = await client();
      another.subscribe({ type: "userFundings", user: OWNER });
      late.push(another);
    }
    await node.history.reached(5n, 5_000);
    node.seal({ events: [accrual(1_710_000_000n)] });
    // 5 lots owe 7.5, rounded up; then 7 lots 0.7, 1.4 and 1.47, each sum rounded up.
    const told = ["-0.000008", "-0.000001", "-0.000001", "0"];
    for (const usdc of told) {
      const { data } = await trader.on("userFundings");
      expect(data.fundings).toMatchObject([{ coin: "BTC-PERP", usdc, fundingRate: "0.0000125" }]);
    }
    const fundings: string[] = [];
    while (fundings.length < told.length) {
      const { funding } = (await trader.on("user")).data as { funding?: { usdc: string } };
      if (funding !== undefined) fundings.push(funding.usdc);
    }
    expect(fundings).toEqual(told);
    for (const another of late) {
      const { data, isSnapshot } = await another.on("userFundings");
      expect(isSnapshot).toBe(true);
      const seen = [...(data.fundings as { usdc: string }[])].reverse().map(({ usdc }) => usdc);
      while (seen.length < told.length) {
        const next = (await another.on("userFundings")).data.fundings as { usdc: string }[];
        seen.push(...next.map(({ usdc }) => usdc));
      }
      expect(seen).toEqual(told);
    }
  });

  it("begin with what history has, up to the head", async () => {
    const fill: EventDraft = {
      kind: "fill",
      market: 0,
      takerIsBuy: 1,
      price: 300_000,
      lots: 1,
      makerAccount: 2,
      takerAccount: 1,
      takerSize: 1n,
    };
    for (let i = 0; i < 5; i++) node.seal({ events: [{ ...fill, price: 300_000 + i } as EventDraft] });
    const reader = await client();
    for (const subscription of [
      { type: "trades", coin: "BTC-PERP" },
      { type: "userFills", account: 1 },
    ])
      reader.subscribe(subscription);
    expect((await reader.on("trades")).data.map((trade: { px: string }) => trade.px)).toEqual([
      "30000.4",
      "30000.3",
      "30000.2",
      "30000.1",
      "30000",
    ]);
    expect((await reader.on("userFills")).data.fills).toHaveLength(5);
    reader.subscribe({ type: "candle", coin: "BTC-PERP", interval: "1m" });
    await reader.take((message) => message.channel === "candle" && message.isSnapshot);
    node.seal({ events: [{ ...fill, price: 300_900 } as EventDraft] });
    expect((await reader.on("trades")).data).toMatchObject([{ px: "30090" }]);
    expect((await reader.on("candle")).data).toMatchObject({ h: "30090", c: "30090", i: "1m", n: 6 });
  });

  it("tell finality when it moves", async () => {
    const reader = await client();
    reader.subscribe({ type: "finality" });
    await reader.on("finality");
    node.finality = { soft: 1n, published: 1n, asserted: 0n, final: 0n };
    node.seal();
    expect((await reader.on("finality")).data).toEqual({ soft: 1, published: 1, asserted: 0, final: 0 });
  });

  it("end with unsubscribe, and may begin again", async () => {
    const reader = await client();
    const subscription = { type: "bbo", coin: "ETH-PERP" };
    reader.subscribe(subscription);
    const { key } = await reader.on("bbo");
    reader.say({ method: "unsubscribe", subscription });
    const response = await reader.take((message) => message.data?.method === "unsubscribe");
    expect(response.key).toBe(key);
    reader.say({ method: "unsubscribe", subscription });
    expect((await reader.on("error")).error.code).toBe("NOT_SUBSCRIBED");
    reader.subscribe(subscription);
    expect((await reader.on("bbo")).isSnapshot).toBe(true);
    expect(await (await fetch(`${node.server.address}/metrics`)).text()).toContain(
      "novate_rpc_ws_subscriptions 1",
    );
  });
});

describe("posts", () => {
  it("answer actions and info by id, in JSON and in binary frames", async () => {
    const trader = await client();
    trader.say({ method: "post", id: 5, request: { type: "info", payload: { type: "finality" } } });
    expect(await trader.on("post")).toMatchObject({
      data: { id: 5, response: { type: "info", payload: { type: "finality", data: { soft: 0 } } } },
    });
    node.submit = async (bytes) => outcome(bytes, 0n);
    const signature = { r: `0x${"01".repeat(32)}`, s: `0x${"01".repeat(32)}`, v: 27 };
    const payload = { action: { type: "cancelAll" }, account: 1, nonce: 5, signature };
    trader.say({ method: "post", id: 6, request: { type: "action", payload } });
    const json = await trader.on("post");
    expect(json.data).toMatchObject({ id: 6, response: { type: "action", payload: { status: "ok" } } });
    const bytes = encodeTransaction({
      account: 1,
      nonce: 5,
      expiresAfter: 0,
      body: { type: "trade", actions: [{ kind: "cancelAll" }] },
      signature: new Uint8Array(64).fill(1),
    });
    const frame = new Uint8Array(4 + bytes.length);
    new DataView(frame.buffer).setUint32(0, 7, true);
    frame.set(bytes, 4);
    trader.socket.send(frame);
    const binary = await trader.on("post");
    expect(binary.data.id).toBe(7);
    expect(binary.data.response.payload.hash).toBe(json.data.response.payload.hash);
  });

  it("report errors with their code, and the connection lives on", async () => {
    const trader = await client();
    const bad: [object | string, string][] = [
      ["{", "BAD_JSON"],
      ['{"method":"ping","method":"ping"}', "BAD_JSON"],
      [{ method: "dance" }, "UNKNOWN_TYPE"],
      [{ method: "subscribe", subscription: { type: "nothing" } }, "UNKNOWN_TYPE"],
      [{ method: "subscribe", subscription: { type: "l2Book" } }, "BAD_REQUEST"],
      [{ method: "subscribe", subscription: { type: "l2Book", coin: "NOPE" } }, "UNKNOWN_MARKET"],
      [{ method: "ping", more: 1 }, "BAD_REQUEST"],
    ];
    for (const [message, code] of bad) {
      trader.socket.send(typeof message === "string" ? message : JSON.stringify(message));
      expect((await trader.on("error")).error.code).toBe(code);
    }
    for (const [message] of bad) {
      const { method, subscription } = message as { method?: string; subscription?: object };
      if (method !== "subscribe") continue;
      trader.say(message as object);
      expect((await trader.on("error")).subscription).toEqual(subscription);
    }
    const unheard = { type: "l2Book", coin: "BTC-PERP" };
    trader.say({ method: "unsubscribe", subscription: unheard });
    expect(await trader.on("error")).toMatchObject({
      subscription: unheard,
      error: { code: "NOT_SUBSCRIBED" },
    });
    trader.say({ method: "post", id: 1, request: { type: "info", payload: { type: "nothing" } } });
    expect((await trader.on("post")).data).toMatchObject({
      id: 1,
      response: { type: "error", error: { code: "UNKNOWN_TYPE" } },
    });
    trader.socket.send(new Uint8Array([1, 0, 0, 0, 99]));
    expect((await trader.on("post")).data.response.type).toBe("error");
    trader.say({ method: "ping" });
    await trader.on("pong");
  });

  it("name the subscription that was refused for its rate, and that one alone", async () => {
    const slow = await startFakeNode({ rateWeightPerMinute: 2 });
    const trader = await client(slow);
    const wanted = ["BTC-PERP", "ETH-PERP", "BTC-PERP"].map((coin, index) => {
      return { type: index === 2 ? "bbo" : "trades", coin };
    });
    for (const subscription of wanted) trader.subscribe(subscription);
    expect(await trader.on("error")).toMatchObject({
      subscription: wanted[2],
      error: { code: "RATE_LIMITED", data: { retryAfter: expect.any(Number) } },
    });
    trader.socket.terminate();
    await slow.close();
  });

  it("give every client its own spelling of an address back, whoever asked first", async () => {
    const spellings = [`0x${"aB".repeat(20)}`, `0x${"ab".repeat(20)}`, `0x${"AB".repeat(20)}`];
    const readers = await Promise.all(spellings.map(() => client()));
    for (const [index, user] of spellings.entries()) {
      readers[index]!.subscribe({ type: "userFills", user });
      expect((await readers[index]!.on("subscriptionResponse")).data.subscription).toEqual({
        type: "userFills",
        user,
      });
      const { data, key } = await readers[index]!.on("userFills");
      expect([data.user, key]).toEqual([user, `userFills:${user}/0`]);
    }
  });

  it("tell with a pong where the chain stands, by the node's own clock", async () => {
    const reader = await client();
    const { block } = node.seal({ events: [] });
    const before = Date.now();
    reader.say({ method: "ping" });
    const { data } = await reader.on("pong");
    expect(data).toMatchObject({ block: Number(block.number), blockTime: Number(block.timestamp) });
    expect(data.time).toBeGreaterThanOrEqual(before);
  });
});

describe("limits of the WebSocket port", () => {
  it("cut a message that is too large", async () => {
    const rude = await client();
    rude.socket.send("x".repeat(WS_PAYLOAD_BYTES + 1));
    expect((await rude.closed).code).toBe(1009);
  });

  it("cut a message in too many fragments", async () => {
    const rude = await client();
    for (let i = 0; i < 40; i++) rude.socket.send("x", { fin: false });
    expect((await rude.closed).code).toBeGreaterThan(1000);
  });

  it("bound the subscriptions of a connection", async () => {
    const rude = await client();
    for (let sub = 0; sub <= WS_SUBSCRIPTIONS; sub++)
      rude.subscribe({ type: "userEvents", user: OWNER, sub });
    expect((await rude.on("error")).error.code).toBe("TOO_MANY_SUBSCRIPTIONS");
  });

  it("bound the connections of a client and the messages of a connection", async () => {
    const small = await startFakeNode({ wsConnectionsPerClient: 1, wsMessagesPerMinute: 3 });
    const first = await client(small);
    const second = new Client(small);
    clients.push(second);
    expect(await second.closed).toEqual({ code: 4029, reason: "TOO_MANY_CONNECTIONS" });
    for (let i = 0; i < 4; i++) first.say({ method: "ping" });
    expect(await first.closed).toEqual({ code: 4028, reason: "RATE_LIMITED" });
    const third = await client(small);
    third.say({ method: "ping" });
    await third.on("pong");
    await small.close();
  });

  it("refuse pages of other sites", async () => {
    const page = new Client(node, { origin: "https://evil.example" });
    clients.push(page);
    expect((await page.closed).code).toBe(1006);
  });

  it("cut a consumer that does not read, while the others hear everything", async () => {
    // A client of bare TCP that shakes hands, subscribes and then reads nothing.
    const slow = connectTcp(node.server.port, "127.0.0.1");
    slow.on("error", () => {});
    const gone = new Promise((resolve) => slow.on("close", resolve));
    slow.write(
      "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
    await new Promise((resolve) => slow.once("data", resolve));
    const text = Buffer.from(
      '{"method":"subscribe","subscription":{"type":"l2Book","coin":"BTC-PERP","deltas":true}}',
    );
    slow.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]));
    await new Promise((resolve) => slow.once("data", resolve));
    slow.pause();

    const reader = await client();
    reader.subscribe({ type: "l2Book", coin: "BTC-PERP", deltas: true });
    let { seq } = await reader.on("l2Book");
    const metrics = async () => (await fetch(`${node.server.address}/metrics`)).text();
    const wasCut = 'novate_rpc_ws_cut_total{reason="SLOW_CONSUMER"} 1';
    for (let block = 0; !(await metrics()).includes(wasCut); block++) {
      expect(block).toBeLessThan(20_000);
      for (let i = 0; i < 20; i++) {
        const lots = BigInt(1 + ((block + i) % 7));
        node.state.bids = Array.from({ length: 100 }, (_, at) => ({ price: 299_000 - at, lots, orders: 1 }));
        node.seal({ events: [touchBook] });
        expect((await reader.on("l2Book")).seq).toBe(++seq);
      }
    }
    slow.resume();
    await gone;
  });
});
