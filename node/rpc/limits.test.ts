/** Every bound of the public port, against clients who try it on real sockets. */
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import type { Action, TransactionBody } from "../primitives/codec/types.ts";
import { createExchange } from "./exchange/exchange.ts";
import { createApp } from "./http/app.ts";
import * as limits from "./limits.ts";
import { type FakeNode, OWNER, startFakeNode } from "./testing/fake-node.ts";
import { rawRequest } from "./testing/raw-http.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";
import { closeCode, frame, OPCODE, rawWs } from "./testing/ws-frames.ts";

const SLACK_MS = 2 * limits.CONNECTIONS_CHECK_MS + 1_500;
let node: FakeNode;

beforeAll(async () => {
  node = await startFakeNode({ wsConnectionsPerClient: 10_000 });
});
afterAll(() => node.close());

/** How long the node leaves a socket open that was sent `text` and then nothing. */
function lifetime(text: string): Promise<{ ms: number; answer: string }> {
  const started = performance.now();
  return rawRequest(node.server.port, text).then((answer) => ({ ms: performance.now() - started, answer }));
}

const post = (path: string, body: string, port = node.server.port) =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });

const cancelAll = (nonce: number) =>
  JSON.stringify({
    ...{ action: { type: "cancelAll" }, account: 1, nonce },
    signature: { r: `0x${"01".repeat(32)}`, s: `0x${"01".repeat(32)}`, v: 27 },
  });

describe("limits.md", () => {
  it("names every bound of the port", () => {
    const page = readFileSync(new URL("../../docs/limits.md", import.meta.url), "utf8");
    expect(Object.keys(limits).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("time", () => {
  it.concurrent("of silence before a request: many idle sockets are closed, and others are served meanwhile", async () => {
    const idle = Array.from({ length: 200 }, () => lifetime(""));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const asked = performance.now();
    expect((await post("/info", '{"type":"meta"}')).status).toBe(200);
    expect(performance.now() - asked).toBeLessThan(1_000);
    for (const { ms } of await Promise.all(idle)) {
      expect(ms).toBeLessThan(limits.HEADERS_TIMEOUT_MS + SLACK_MS);
    }
  });

  it.concurrent("to send a body", async () => {
    const head = "POST /info HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    const { ms, answer } = await lifetime(`${head}Content-Length: 15\r\n\r\n{"type`);
    expect(ms).toBeLessThan(limits.REQUEST_TIMEOUT_MS + SLACK_MS);
    expect(answer === "" || answer.startsWith("HTTP/1.1 408")).toBe(true);
  });

  it.concurrent("between the requests of a kept-alive socket", async () => {
    const { ms, answer } = await lifetime("GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1.1 200/);
    expect(ms).toBeGreaterThan(limits.KEEP_ALIVE_MS - SLACK_MS);
    expect(ms).toBeLessThan(Math.max(limits.KEEP_ALIVE_MS, limits.CONNECTION_TIMEOUT_MS) + SLACK_MS);
  });

  it.concurrent("to answer: a transaction whose block does not come is unknown, not refused", async () => {
    const slow = await startFakeNode();
    slow.submit = () => new Promise(() => {});
    const started = performance.now();
    const answer = await post("/exchange", cancelAll(1), slow.server.port);
    expect([answer.status, await answer.json()]).toMatchObject([
      503,
      { code: "TX_UNKNOWN", acknowledgement: "unknown" },
    ]);
    expect(performance.now() - started).toBeLessThan(limits.HANDLER_TIMEOUT_MS + SLACK_MS);
    await slow.close();
  });
});

describe("sizes", () => {
  it("of a query, and of the keys of an object", async () => {
    expect((await post("/info", JSON.stringify({ type: "x".repeat(limits.INFO_BODY_BYTES) }))).status).toBe(
      413,
    );
    const keys = Object.fromEntries(Array.from({ length: limits.JSON_KEYS + 1 }, (_, i) => [`k${i}`, 0]));
    const answer = await post("/info", JSON.stringify(keys));
    expect(await answer.json()).toMatchObject({ code: "BAD_JSON", message: /keys/ });
  });

  it("of pages: more than a page is refused, and a snapshot never holds more than it says", async () => {
    for (const [type, limit] of [
      ["userFills", limits.PAGE_ENTRIES + 1],
      ["historicalOrders", limits.PAGE_ENTRIES + 1],
    ] as const) {
      const body = JSON.stringify({ type, account: 1, limit });
      expect((await (await post("/info", body)).json()) as object).toMatchObject({ code: "BAD_REQUEST" });
    }
    const tooDeep = JSON.stringify({ type: "l2Book", coin: "BTC-PERP", nLevels: limits.BOOK_LEVELS + 1 });
    expect((await (await post("/info", tooDeep)).json()) as object).toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("counts", () => {
  const open: Socket[] = [];
  const dial = (port: number, localAddress: string) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress });
    socket.on("error", () => {});
    open.push(socket);
    const closed = new Promise<"closed">((resolve) => socket.once("close", () => resolve("closed")));
    return closed;
  };
  const later = (ms: number) => new Promise<"open">((resolve) => setTimeout(() => resolve("open"), ms));

  afterEach(() => {
    for (const socket of open.splice(0)) socket.destroy();
  });

  it("of the sockets of one address: the next is closed, other addresses are served", async () => {
    const small = await startFakeNode({ wsConnectionsPerClient: 1 });
    const port = small.server.port;
    const held: Socket[] = [];
    for (let i = 0; i < limits.SOCKETS_PER_CLIENT + 1; i++) {
      held.push(connect({ port, host: "127.0.0.1", localAddress: "127.0.0.2" }));
    }
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
    const next = connect({ port, host: "127.0.0.1", localAddress: "127.0.0.2" });
    next.on("error", () => {});
    await new Promise((resolve) => next.once("close", resolve));
    expect((await fetch(`${small.server.address}/ready`)).status).toBe(200);
    for (const socket of held) socket.destroy();
    await small.close();
  });

  it("of all sockets", async () => {
    const crowded = await startFakeNode({ wsConnectionsPerClient: 10_000 });
    const dialled: Promise<"closed">[] = [];
    while (dialled.length < limits.MAX_SOCKETS + 50) {
      // In waves that the kernel's own queue holds: what overflows there never reaches the node.
      const wave = Array.from({ length: 200 }, (_, i) =>
        dial(crowded.server.port, `127.0.1.${1 + (i % 20)}`),
      );
      dialled.push(...wave);
      await Promise.all(
        open.map((socket) => socket.connecting && new Promise((done) => socket.once("connect", done))),
      );
      await later(10);
    }
    const still = async () => {
      const ends = await Promise.all(dialled.map((closed) => Promise.race([closed, later(500)])));
      return ends.filter((end) => end === "open").length;
    };
    // A busy machine takes its time to tell those that were refused.
    let served = await still();
    for (let i = 0; i < 10 && served > limits.MAX_SOCKETS; i++) served = await still();
    // Within the headers' time limit, so none of those that were let in has been closed for its silence.
    expect(served).toBeLessThanOrEqual(limits.MAX_SOCKETS);
    expect(served).toBeGreaterThan(limits.MAX_SOCKETS / 2);
    await crowded.close();
  });

  it("of the requests of one socket", async () => {
    const { server } = createApp([]);
    expect(server.maxRequestsPerSocket).toBe(limits.REQUESTS_PER_SOCKET);
  });

  it("of answers owed: the next transaction is refused, a repeat of one under way is not", async () => {
    let bytes = new Uint8Array();
    const exchange = createExchange({
      mempool: {
        submit(given) {
          bytes = given as Uint8Array<ArrayBuffer>;
          return new Promise(() => {});
        },
      },
      markets: () => undefined as never,
      finalityOf: () => "soft",
    });
    const free = () => undefined;
    const signature = { r: `0x${"01".repeat(32)}`, s: `0x${"01".repeat(32)}`, v: 27 };
    const ask = (nonce: number) =>
      exchange.json({ action: { type: "cancelAll" }, account: 1, nonce, signature }, free);
    vi.useFakeTimers();
    const owed = Array.from({ length: limits.MAX_PENDING_EXCHANGE }, (_, i) =>
      ask(1 + i).catch((error) => error),
    );
    await expect(ask(9_999_999)).rejects.toMatchObject({ code: "NOT_ACCEPTING" });
    const again = exchange.binary(bytes, free).catch((error) => error);
    vi.advanceTimersByTime(limits.HANDLER_TIMEOUT_MS + 1);
    vi.useRealTimers();
    expect(await again).toMatchObject({ code: "TX_UNKNOWN" });
    expect((await Promise.all(owed)).every((error) => error.code === "TX_UNKNOWN")).toBe(true);
    expect(exchange.pending).toBe(0);
  });
});

describe("WebSocket clients", () => {
  const text = (value: object) => Buffer.from(JSON.stringify(value));

  it("may send a message in as many fragments as the bound, and no more", async () => {
    const whole = text({ method: "ping" });
    const pieces = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        frame(
          i === 0 ? OPCODE.text : OPCODE.continuation,
          i === 0 ? whole : Buffer.alloc(0),
          i === count - 1,
        ),
      );
    const polite = await rawWs(node.server.port);
    polite.socket.write(Buffer.concat(pieces(limits.WS_FRAGMENTS)));
    await vi.waitFor(() => expect(polite.socket.bytesRead).toBeGreaterThan(20));
    polite.socket.end(frame(OPCODE.close, Buffer.alloc(0)));
    expect((await polite.ended).toString()).toContain('{"channel":"pong"');
    const rude = await rawWs(node.server.port);
    rude.socket.write(Buffer.concat(pieces(limits.WS_FRAGMENTS + 1)));
    expect(closeCode(await rude.ended)).toBe(1008);
  });

  it("may not feed a message byte by byte", async () => {
    const rude = await rawWs(node.server.port);
    const whole = frame(OPCODE.text, Buffer.alloc(4_000, 0x20));
    let isOpen = true;
    void rude.ended.then(() => {
      isOpen = false;
    });
    let sent = 0;
    for (; isOpen && sent < whole.length; sent++) {
      rude.socket.write(whole.subarray(sent, sent + 1));
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await rude.ended;
    expect(sent).toBeLessThan(20 * limits.WS_BUFFERED_CHUNKS);
  });

  it("may not announce more than a message holds, compress, or send what is no frame", async () => {
    const huge = await rawWs(node.server.port);
    huge.socket.write(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]));
    expect(closeCode(await huge.ended)).toBe(1009);
    const compressed = await rawWs(node.server.port);
    compressed.socket.write(Buffer.concat([Buffer.from([0xc1, 0x82, 0, 0, 0, 0]), Buffer.from("{}")]));
    expect(closeCode(await compressed.ended)).toBe(1002);
    const unmasked = await rawWs(node.server.port);
    unmasked.socket.write(Buffer.from([0x81, 0x02, 0x7b, 0x7d]));
    expect(closeCode(await unmasked.ended)).toBe(1002);
  });

  it("pay for pings as for messages", async () => {
    const small = await startFakeNode({ wsMessagesPerMinute: 50 });
    const rude = await rawWs(small.server.port);
    for (let i = 0; i < 60; i++) rude.socket.write(frame(OPCODE.ping, Buffer.alloc(8)));
    expect(closeCode(await rude.ended)).toBe(4028);
    await small.close();
  });

  it("are cut when they answer no ping, while those that do stay", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const watched = await startFakeNode();
    const silent = await rawWs(watched.server.port);
    const lively = new WebSocket(`${watched.server.address.replace("http", "ws")}/ws`);
    await new Promise((resolve) => lively.once("open", resolve));
    let isCut = false;
    void silent.ended.then(() => {
      isCut = true;
    });
    for (let ping = 0; ping <= limits.WS_MISSED_PONGS; ping++) {
      expect(isCut).toBe(false);
      vi.advanceTimersByTime(limits.WS_PING_MS);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await silent.ended;
    expect(lively.readyState).toBe(WebSocket.OPEN);
    vi.useRealTimers();
    lively.terminate();
    await watched.close();
  });

  it("may wait for a hundred answers at once, and for twenty more to cancels; the next post is refused", async () => {
    const slow = await startFakeNode();
    slow.submit = () => new Promise(() => {});
    const socket = new WebSocket(`${slow.server.address.replace("http", "ws")}/ws`);
    await new Promise((resolve) => socket.once("open", resolve));
    const first = new Promise<string>((resolve) =>
      socket.once("message", (data) => resolve(data.toString())),
    );
    const most = limits.WS_POSTS_IN_FLIGHT + limits.WS_CANCELS_IN_FLIGHT;
    for (let id = 0; id <= most; id++) {
      const payload = JSON.parse(cancelAll(1 + id)) as object;
      socket.send(JSON.stringify({ method: "post", id, request: { type: "action", payload } }));
    }
    expect(JSON.parse(await first)).toMatchObject({
      data: {
        id: most,
        response: { type: "error", error: { code: "RATE_LIMITED", acknowledgement: "notAccepted" } },
      },
    });
    socket.terminate();
    await slow.close();
  });

  it("pay for subscriptions: a flood of them ends, for HTTP as well", async () => {
    const small = await startFakeNode({ rateWeightPerMinute: 50 });
    const socket = new WebSocket(`${small.server.address.replace("http", "ws")}/ws`);
    await new Promise((resolve) => socket.once("open", resolve));
    const limited = new Promise<void>((resolve) => {
      socket.on("message", (data) => data.toString().includes('"code":"RATE_LIMITED"') && resolve());
    });
    const subscription = { type: "userEvents", user: OWNER };
    for (let i = 0; i < 60; i++) {
      socket.send(JSON.stringify({ method: "subscribe", subscription }));
      socket.send(JSON.stringify({ method: "unsubscribe", subscription }));
    }
    await limited;
    expect((await post("/info", '{"type":"meta"}', small.server.port)).status).toBe(429);
    socket.terminate();
    await small.close();
  });
});

describe("the price of mistakes", () => {
  it("is paid from the same allowance, and health stays free", async () => {
    const small = await startFakeNode({ rateWeightPerMinute: 20 });
    const { port } = small.server;
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++) statuses.push((await post("/info", "{", port)).status);
    expect(statuses.slice(0, 20).every((status) => status === 400)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
    const limited = await fetch(`${small.server.address}/nothing`);
    expect(limited.status).toBe(429);
    expect(limited.headers.get("ratelimit-limit")).toBe("20");
    expect(limited.headers.get("ratelimit-remaining")).toBe("0");
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await fetch(`${small.server.address}/health`)).status).toBe(200);
    await small.close();
  });
});

describe("spam of one account", () => {
  let real: RealNode;
  const spam = (nonces: readonly number[], user: number, body: TransactionBody) =>
    Promise.all(
      nonces.map(async (offset) => {
        const account = real.live.accountOf(user);
        const bytes = real.live.sign(user, account, body, offset === 0 ? 0 : Date.now() + 60_000 + offset);
        const response = await fetch(`${real.server.address}/exchange/binary`, {
          method: "POST",
          headers: { "content-type": "application/octet-stream" },
          body: bytes as Uint8Array<ArrayBuffer>,
        });
        return ((await response.json()) as { code?: string }).code ?? "OK";
      }),
    );

  beforeAll(async () => {
    real = await startRealNode({ maxPerAccount: 8, blockIntervalMs: 300 });
  });
  afterAll(() => real.close());

  it("is bounded by its quota, and another account's cancel is not in its way", async () => {
    const order: Action = {
      ...({ kind: "order", market: 0, isBuy: true, price: 290_000, size: 100, timeInForce: "IOC" } as const),
      ...{ reduceOnly: false, isMarket: false, goodTill: 0 },
    };
    const flood = spam(
      Array.from({ length: 100 }, (_, i) => i),
      0,
      { type: "trade", actions: [order] },
    );
    const [cancel] = await spam([0], 1, { type: "trade", actions: [{ kind: "cancelAll" }] });
    expect(cancel).toBe("OK");
    const codes = await flood;
    expect(codes.filter((code) => code === "ACCOUNT_QUOTA").length).toBeGreaterThan(50);
    expect(codes.filter((code) => code === "OK").length).toBeGreaterThanOrEqual(8);
    expect(new Set(codes)).toEqual(new Set(["OK", "ACCOUNT_QUOTA"]));
    expect(real.live.mempool.size).toBe(0);
  });
});
