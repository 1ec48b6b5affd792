import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fromHex, toHex } from "../primitives/bytes.ts";
import { decodeTransaction, type UnsignedTransaction } from "../primitives/codec/index.ts";
import { domainSeparator } from "../primitives/eip712/index.ts";
import { NovateError } from "../primitives/error.ts";
import { addressOf, signTransaction } from "../primitives/signature/sign.ts";
import { resultCode } from "../state-machine/layout/generated.ts";
import { EXCHANGE_BODY_BYTES, HEADER_BYTES, HEADERS_TIMEOUT_MS, JSON_DEPTH } from "./limits.ts";
import { createRpcServer } from "./server.ts";
import { CHAIN_ID, type FakeNode, INBOX, OWNER, outcome, startFakeNode } from "./testing/fake-node.ts";
import { rawRequest } from "./testing/raw-http.ts";

const SECRET = new Uint8Array(32).fill(7);
const separator = domainSeparator({ chainId: CHAIN_ID, verifyingContract: fromHex(INBOX) });
let node: FakeNode;

beforeAll(async () => {
  node = await startFakeNode();
});
afterAll(() => node.close());
beforeEach(() => {
  node.submit = async (bytes) => outcome(bytes, 0n);
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at what came, whatever it is.
  readonly body: any;
}

async function post(
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const type = typeof body === "string" ? "application/json" : "application/octet-stream";
  const response = await fetch(node.server.address + path, {
    method: "POST",
    headers: { "content-type": type, ...headers },
    body: body as Uint8Array<ArrayBuffer>,
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

const info = (query: object) => post("/info", JSON.stringify(query));

let nonce = Date.now();
const limitOrder = { a: 0, b: true, p: "30000.5", s: "0.1", r: false, t: { limit: { tif: "Gtc" } } };

function unsigned(body: UnsignedTransaction["body"]): UnsignedTransaction {
  return { account: 1, nonce: ++nonce, expiresAfter: 0, body };
}

function jsonOf(action: object, transaction: UnsignedTransaction, signature: Uint8Array) {
  const s = signature.slice(32);
  const v = s[0]! >= 0x80 ? 28 : 27;
  s[0]! &= 0x7f;
  const { account, nonce: used } = transaction;
  return { action, account, nonce: used, signature: { r: toHex(signature.slice(0, 32)), s: toHex(s), v } };
}

const order = (action: object) => ({
  action,
  account: 1,
  nonce: ++nonce,
  signature: { r: `0x${"01".repeat(32)}`, s: `0x${"01".repeat(32)}`, v: 27 },
});

describe("POST /exchange", () => {
  it("rebuilds exactly the bytes that were signed, whatever the action", async () => {
    const cloid = `0x${"ab".repeat(16)}`;
    const wireOrder = {
      kind: "order",
      market: 0,
      isBuy: true,
      price: 300_005,
      size: 1_000,
      timeInForce: "GTC",
      reduceOnly: false,
      isMarket: false,
      goodTill: 0,
    } as const;
    const agent = fromHex(OWNER);
    const cases: [object, UnsignedTransaction["body"]][] = [
      [
        { type: "order", orders: [limitOrder] },
        { type: "trade", actions: [wireOrder] },
      ],
      [
        {
          type: "order",
          orders: [
            { ...limitOrder, c: cloid, t: { limit: { tif: "Gtt" } }, g: 1_790_000_999 },
            { a: 0, b: false, s: "0.1", r: true, t: { market: { slippageBps: 50 } } },
          ],
        },
        {
          type: "trade",
          actions: [
            { ...wireOrder, timeInForce: "GTT", goodTill: 1_790_000_999, clientId: fromHex(cloid) },
            { ...wireOrder, isBuy: false, reduceOnly: true, isMarket: true, price: 50, timeInForce: "IOC" },
          ],
        },
      ],
      [
        { type: "cancel", cancels: [{ o: "77" }, { o: 77 }, { o: "18446744073709551615" }] },
        {
          type: "trade",
          actions: [77n, 77n, 2n ** 64n - 1n].map((orderId) => ({ kind: "cancel", orderId }) as const),
        },
      ],
      [
        { type: "cancelByCloid", cancels: [{ cloid }] },
        { type: "trade", actions: [{ kind: "cancelByClientId", clientId: fromHex(cloid) }] },
      ],
      [
        { type: "cancelAll", a: 1 },
        { type: "trade", actions: [{ kind: "cancelAll", market: 1 }] },
      ],
      [{ type: "cancelAll" }, { type: "trade", actions: [{ kind: "cancelAll" }] }],
      [
        { type: "reduce", reductions: [{ a: 0, o: "77", s: "0.1" }] },
        { type: "trade", actions: [{ kind: "reduce", orderId: 77n, size: 1_000 }] },
      ],
      [
        {
          type: "batch",
          actions: [
            { type: "cancelAll" },
            { type: "order", ...limitOrder },
            { type: "reduce", a: 1, o: "78", s: "0.0001" },
          ],
        },
        {
          type: "trade",
          actions: [{ kind: "cancelAll" }, wireOrder, { kind: "reduce", orderId: 78n, size: 1 }],
        },
      ],
      [
        { type: "withdraw", recipient: OWNER, amount: "12.5" },
        { type: "withdraw", recipient: fromHex(OWNER), amount: 12_500_000n },
      ],
      [
        { type: "transfer", toSub: 3, amount: "0.000001" },
        { type: "transfer", toSub: 3, amount: 1n },
      ],
      [
        { type: "approveAgent", agent: OWNER, agentExpiry: 0 },
        { type: "approveAgent", agent, agentExpiry: 0 },
      ],
      [
        {
          type: "vote",
          prices: [
            { a: 0, index: "30000" },
            { a: 1, index: "1.5", mark: "1.6" },
          ],
        },
        {
          type: "oracleVote",
          prices: [
            { market: 0, index: 300_000, externalMark: 0 },
            { market: 1, index: 15, externalMark: 16 },
          ],
        },
      ],
    ];
    const seen: Uint8Array[] = [];
    node.submit = async (bytes) => {
      seen.push(bytes);
      return outcome(bytes, 0n);
    };
    for (const [action, body] of cases) {
      const transaction = unsigned(body);
      const bytes = signTransaction(transaction, separator, SECRET);
      const answer = await post("/exchange", JSON.stringify(jsonOf(action, transaction, bytes.slice(-64))));
      expect(answer.body).toMatchObject({ status: "ok", finality: "final" });
      expect(toHex(seen.at(-1)!)).toBe(toHex(bytes));
    }
    expect(seen).toHaveLength(cases.length);
  });

  it("gives JSON and binary the same answer, and the same bytes under way the same outcome without a second submit", async () => {
    let submits = 0;
    let release = () => {};
    const bothAsked = new Promise<void>((resolve) => {
      release = resolve;
    });
    node.submit = async (bytes) => {
      submits++;
      await bothAsked;
      return outcome(bytes, 0n);
    };
    const transaction = unsigned({ type: "trade", actions: [{ kind: "cancelAll" }] });
    const bytes = signTransaction(transaction, separator, SECRET);
    const json = JSON.stringify(jsonOf({ type: "cancelAll" }, transaction, bytes.slice(-64)));
    const asked = [post("/exchange/binary", bytes), post("/exchange", json)];
    const waiting = async () => (await fetch(`${node.server.address}/metrics`)).text();
    while (!(await waiting()).includes("novate_rpc_exchange_pending 2"))
      await new Promise((resolve) => setTimeout(resolve, 5));
    release();
    const answers = await Promise.all(asked);
    for (const answer of answers) expect(answer.body).toEqual(answers[0]!.body);
    expect(submits).toBe(1);
  });

  it("tells fills, rests and refusals apart, each with its code", async () => {
    node.submit = async (bytes) => ({
      ...outcome(bytes, 0n),
      results: [
        {
          code: 0,
          orderId: 5n,
          filledLots: 200n,
          restingLots: 0n,
          filledNotional: 600_001_000n,
          fee: 300_001n,
          count: 0,
        },
        {
          code: 0,
          orderId: 6n,
          filledLots: 1n,
          restingLots: 2n,
          filledNotional: 3_000_000n,
          fee: 1n,
          count: 0,
        },
        {
          code: resultCode.POST_ONLY_WOULD_TAKE,
          orderId: 0n,
          filledLots: 0n,
          restingLots: 0n,
          filledNotional: 0n,
          fee: 0n,
          count: 0,
        },
      ],
    });
    const { body } = await post(
      "/exchange",
      JSON.stringify(order({ type: "order", orders: [limitOrder, limitOrder, limitOrder] })),
    );
    const [filled, both, refused] = body.response.data.statuses;
    expect(filled).toEqual({
      filled: { totalSz: "0.02", avgPx: "30000.05", oid: 5, fee: "0.300001" },
      code: "OK",
    });
    expect(both).toMatchObject({ filled: { totalSz: "0.0001" }, resting: { oid: 6, sz: "0.0002" } });
    expect(refused).toMatchObject({ code: "POST_ONLY_WOULD_TAKE" });
  });

  it("answers 401 to a bad signature with the digest and the address that signed it", async () => {
    node.submit = async () => {
      throw new NovateError("NOT_AUTHORIZED", "expected the owner or an agent");
    };
    const transaction = unsigned({ type: "trade", actions: [{ kind: "cancelAll" }] });
    const bytes = signTransaction(transaction, separator, SECRET);
    const answer = await post("/exchange/binary", bytes);
    expect(answer.status).toBe(401);
    expect(answer.body.data).toMatchObject({ recovered: toHex(addressOf(SECRET)), expected: OWNER });
    expect(answer.body.data.digest).toMatch(/^0x[0-9a-f]{64}$/);
  });

  it("explains a signature that cannot even be packed: the digest, and that nobody is recovered", async () => {
    const request = order({ type: "cancelAll" });
    const signature = { ...request.signature, s: `0x${"ff".repeat(32)}` };
    const { status, body } = await post("/exchange", JSON.stringify({ ...request, signature }));
    expect([status, body.code, body.acknowledgement]).toEqual([401, "BAD_SIGNATURE", "notAccepted"]);
    expect(body.data).toMatchObject({ expected: OWNER });
    expect(body.data.digest).toMatch(/^0x[0-9a-f]{64}$/);
  });

  it("maps the fate of a transaction to one status and code", async () => {
    for (const [code, status] of [
      ["NONCE_USED", 409],
      ["MEMPOOL_FULL", 503],
      ["TX_UNKNOWN", 503],
      ["UNKNOWN_ACCOUNT", 422],
    ] as const) {
      node.submit = async () => {
        throw new NovateError(code, "expected something else");
      };
      const answer = await post("/exchange", JSON.stringify(order({ type: "cancelAll" })));
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
    node.submit = async (bytes) => ({ ...outcome(bytes, 3n), status: resultCode.TX_EXPIRED, results: [] });
    const refused = await post("/exchange", JSON.stringify(order({ type: "cancelAll" })));
    expect(refused.body).toMatchObject({ code: "TX_EXPIRED", data: { block: "3" } });
  });

  it("shows nothing of an error that is not its own", async () => {
    node.submit = async () => {
      throw new TypeError("secret detail");
    };
    const answer = await post("/exchange", JSON.stringify(order({ type: "cancelAll" })));
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain("secret");
  });
});

describe("malformed requests", () => {
  it.each([
    ["no JSON", "{", "BAD_JSON"],
    ["duplicate keys", '{"type":"meta","type":"meta"}', "BAD_JSON"],
    ["__proto__", '{"type":"meta","__proto__":{"a":1}}', "BAD_JSON"],
    ["an escaped __proto__", '{"type":"meta","\\u005f_proto__":1}', "BAD_JSON"],
    ["constructor", '{"type":"meta","constructor":{"prototype":{}}}', "BAD_JSON"],
    ["too deep", `{"type":${"[".repeat(JSON_DEPTH)}${"]".repeat(JSON_DEPTH)}}`, "BAD_JSON"],
    ["an unknown type", '{"type":"nothing"}', "UNKNOWN_TYPE"],
    ["a type of another kind", '{"type":7}', "UNKNOWN_TYPE"],
    ["an unknown field", '{"type":"meta","more":1}', "BAD_REQUEST"],
    ["a huge number", '{"type":"block","number":1e999}', "BAD_REQUEST"],
    ["a fraction", '{"type":"block","number":1.5}', "BAD_REQUEST"],
    ["a number as text", '{"type":"block","number":"1"}', "BAD_REQUEST"],
    ["an index that would wrap to 0", `{"type":"withdrawalProof","index":"${2n ** 64n}"}`, "OUT_OF_RANGE"],
    ["an oid beyond 64 bits", '{"type":"orderStatus","oid":"99999999999999999999"}', "OUT_OF_RANGE"],
    ["an unknown coin", '{"type":"l2Book","coin":"NOPE"}', "UNKNOWN_MARKET"],
    ["two ways of asking", `{"type":"openOrders","user":"${OWNER}","account":1}`, "BAD_REQUEST"],
    ["an array", "[]", "BAD_REQUEST"],
  ])("are refused with a stable code: %s", async (_name, body, code) => {
    const answer = await post("/info", body);
    expect(answer.body).toMatchObject({ status: "err", code });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it.each([
    ['{"type":"nothing"}', /^expected "type" of body as one of meta, .*, chain, .*, got "nothing"$/],
    ["{}", /, got nothing$/],
    ['{"type":"l2Book"}', /^expected at body: a field "coin"$/],
    ['{"type":"meta","more":1}', /^expected at body: no field "more"$/],
    ['{"type":"orderStatus","oid":0.5}', /^expected at \/oid: integer or string, got 0.5$/],
    [
      '{"type":"orderStatus","oid":9007199254740992}',
      /^expected at \/oid: <= 9007199254740991, got 9007199254740992$/,
    ],
    ['{"type":"orderStatus","oid":"5x"}', /^expected at \/oid: id: .* as .*, got "5x"$/],
    ['{"type":"block","number":1e999}', /^expected at \/number: integer, got Infinity$/],
    ['{"type":"l2Book","coin":"BTC-PERP","nLevels":101}', /^expected at \/nLevels: <= 100, got 101$/],
    [
      '{"type":"candleSnapshot","req":{"coin":"BTC-PERP","interval":"7m","startTime":0}}',
      /^expected at \/req\/interval: one of 1m, .*, 1d, got "7m"$/,
    ],
    [`{"type":"${"x".repeat(200)}"}`, /, got "x{47}\.\.\.$/],
  ])("are told what was expected, and what came: %s", async (body, message) => {
    expect((await post("/info", body)).body.message).toMatch(message);
  });

  it.each([
    ["a price beyond the grid", { p: "30000.55" }, "BAD_DECIMAL"],
    ["a price with an exponent", { p: "3e4" }, "BAD_REQUEST"],
    ["a price too large", { p: "99999999" }, "OUT_OF_RANGE"],
    [
      "a size of zero",
      { s: "0" },
      "FIELD_RANGE",
      /^expected s above zero, got 0 \(at \/action\/orders\/0\/s\)$/,
    ],
    [
      "a price of zero",
      { p: "0.0" },
      "FIELD_RANGE",
      /^expected p above zero, got 0 \(at \/action\/orders\/0\/p\)$/,
    ],
    ["no price", { p: undefined }, "BAD_REQUEST"],
    ["a good-till time without Gtt", { g: 1 }, "BAD_REQUEST"],
    ["an unknown market", { a: 200 }, "UNKNOWN_MARKET"],
    ["two kinds at once", { t: { limit: { tif: "Gtc" }, market: { slippageBps: 1 } } }, "BAD_REQUEST"],
  ])("of orders name what is wrong: %s", async (_name, change, code, message = /^expected /) => {
    const answer = await post(
      "/exchange",
      JSON.stringify(order({ type: "order", orders: [{ ...limitOrder, ...change }] })),
    );
    expect(answer.body.code).toBe(code);
    expect(answer.body.message).toMatch(message);
  });

  it("name the item and the field, of the one that is wrong among many", async () => {
    const bad = { ...limitOrder, s: "0.123456789" };
    const orders = await post(
      "/exchange",
      JSON.stringify(order({ type: "order", orders: [limitOrder, limitOrder, bad] })),
    );
    expect(orders.body).toMatchObject({
      code: "BAD_DECIMAL",
      message: expect.stringMatching(/^expected .*\(at \/action\/orders\/2\/s\)$/),
      data: { item: 2, field: "s", path: "/action/orders/2/s" },
    });
    const actions = [{ type: "cancelAll" }, { type: "order", ...limitOrder, a: 77 }];
    const batch = await post("/exchange", JSON.stringify(order({ type: "batch", actions })));
    expect(batch.body).toMatchObject({
      code: "UNKNOWN_MARKET",
      data: { item: 1, field: "a", path: "/action/actions/1/a" },
    });
  });

  it("never bring the node down nor get more than a 4xx, whatever the bytes", async () => {
    const json = fc.oneof(
      fc.json({ maxDepth: 10 }),
      fc.string(),
      fc
        .record({ action: fc.object({ maxDepth: 3 }), account: fc.anything(), nonce: fc.anything() })
        .map((value) => {
          return (
            JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? item.toString() : item)) ?? ""
          );
        }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("/info", "/exchange"), json, async (path, body) => {
        const answer = await post(path, body);
        expect(answer.body.code).toMatch(/^[A-Z_]+$/);
        expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const { status } = await post("/exchange/binary", bytes);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });
});

describe("limits of the HTTP port", () => {
  it("refuses a body that is too large", async () => {
    const answer = await post("/exchange", JSON.stringify({ a: "x".repeat(EXCHANGE_BODY_BYTES) }));
    expect([answer.status, answer.body.code]).toEqual([413, "TOO_LARGE"]);
  });

  it("refuses headers that are too large", async () => {
    const huge = `GET /health HTTP/1.1\r\nHost: localhost\r\nx: ${"a".repeat(HEADER_BYTES)}\r\n\r\n`;
    const answer = await rawRequest(node.server.port, huge);
    expect(answer).toMatch(/^HTTP\/1.1 431/);
    expect(answer).toContain('"code":"HEADERS_TOO_LARGE"');
  });

  it("cuts a client that never finishes its headers", async () => {
    const started = performance.now();
    const answer = await rawRequest(node.server.port, "GET /health HTTP/1.1\r\nHost: loc");
    expect(answer === "" || answer.startsWith("HTTP/1.1 408")).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(HEADERS_TIMEOUT_MS / 2);
  });

  it("answers what is no HTTP in the usual shape and closes", async () => {
    const answer = await rawRequest(node.server.port, "BLAH\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect(answer).toContain('"code":"BAD_REQUEST"');
  });

  it("takes only JSON and raw bytes, so that no HTML form can post", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      const answer = await post("/info", '{"type":"meta"}', { "content-type": type });
      expect([answer.status, answer.body.code]).toEqual([415, "UNSUPPORTED_MEDIA"]);
    }
  });

  it("refuses names that are not its own and pages of other sites", async () => {
    const rebound = await rawRequest(
      node.server.port,
      "GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    );
    expect(rebound).toMatch(/^HTTP\/1.1 403/);
    expect(rebound).toContain("HOST_REFUSED");
    const foreign = await post("/info", '{"type":"meta"}', { origin: "https://evil.example" });
    expect([foreign.status, foreign.body.code]).toEqual([403, "ORIGIN_REFUSED"]);
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
    const own = await post("/info", '{"type":"meta"}', { origin: node.server.address });
    expect(own.status).toBe(200);
  });

  it("sends the headers that keep browsers safe, and no name of the server", async () => {
    const { headers } = await info({ type: "meta" });
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-site");
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
    expect(headers.get("server")).toBeNull();
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it("has no admin verb: other paths are 404, other methods 405 with those that are served", async () => {
    for (const path of ["/admin", "/debug", "/exchange/admin", "/shutdown", "/ws/admin"]) {
      for (const method of ["GET", "POST", "PUT", "DELETE"]) {
        expect((await fetch(node.server.address + path, { method })).status).toBe(404);
      }
    }
    const wrong = await fetch(`${node.server.address}/info`, { method: "DELETE" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
    expect((await fetch(`${node.server.address}/health`, { method: "POST" })).status).toBe(405);
  });

  it("says which port is taken", async () => {
    const taken = startFakeNode({ port: node.server.port });
    await expect(taken).rejects.toMatchObject({ code: "PORT_IN_USE", data: { port: node.server.port } });
  });

  it("refuses options that make no sense", async () => {
    await expect(createRpcServer({ host: "127.0.0.1", port: 70_000 }, {} as never)).rejects.toMatchObject({
      code: "BAD_OPTION",
    });
  });

  it("lets a client that has used up its minute cancel, within a reserve, and do nothing else", async () => {
    const strict = await startFakeNode({ rateWeightPerMinute: 4 });
    const send = async (action: object) => {
      const answer = await fetch(`${strict.server.address}/exchange`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(order(action)),
      });
      return answer.status === 429;
    };
    const placing = { type: "order", orders: [limitOrder] };
    const mixed = { type: "batch", actions: [{ type: "cancelAll" }, { type: "order", ...limitOrder }] };
    const cancelling = { type: "batch", actions: [{ type: "cancelAll" }, { type: "cancel", o: 5 }] };
    for (let i = 0; i < 4; i++) expect(await send(placing)).toBe(false);
    expect([await send(placing), await send(mixed)]).toEqual([true, true]);
    expect([await send(cancelling), await send({ type: "cancelAll" })]).toEqual([false, false]);
    expect(await send({ type: "cancelAll" })).toBe(true);
    await strict.close();
  });

  it("limits weight by client address and says when to come back", async () => {
    const strict = await startFakeNode({ rateWeightPerMinute: 50 });
    const ask = () =>
      fetch(`${strict.server.address}/info`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"type":"meta"}',
      });
    const answers = [await ask(), await ask(), await ask()];
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 429]);
    expect(answers[0]?.headers.get("ratelimit-limit")).toBe("50");
    expect(Number(answers[1]?.headers.get("ratelimit-remaining"))).toBeLessThanOrEqual(11);
    expect(Number(answers[2]?.headers.get("retry-after"))).toBeGreaterThan(0);
    await strict.close();
  });
});

describe("POST /info", () => {
  it("answers every type that needs no history", async () => {
    node.state.bids = [{ price: 299_990, lots: 5n, orders: 2 }];
    node.state.asks = [{ price: 300_010, lots: 70_000n, orders: 1 }];
    const queries: object[] = [
      { type: "meta" },
      { type: "metaAndAssetCtxs" },
      { type: "allMids" },
      { type: "l2Book", coin: "BTC-PERP" },
      { type: "clearinghouseState", user: OWNER },
      { type: "clearinghouseState", user: INBOX },
      { type: "openOrders", account: 1 },
      { type: "account", user: OWNER },
      { type: "finality" },
      { type: "chain" },
      { type: "batches" },
      { type: "block", number: 0 },
      { type: "blocks", from: 0 },
      { type: "userRateLimit" },
      { type: "orderStatus", oid: "99" },
    ];
    for (const query of queries) expect((await info(query)).status, JSON.stringify(query)).toBe(200);
    const book = (await info({ type: "l2Book", coin: "BTC-PERP", nLevels: 1 })).body;
    expect(book.levels).toEqual([[{ px: "29999", sz: "0.0005", n: 2 }], [{ px: "30001", sz: "7", n: 1 }]]);
    expect((await info({ type: "allMids" })).body).toEqual({ "BTC-PERP": "30000", "ETH-PERP": "30000" });
    expect((await info({ type: "clearinghouseState", user: OWNER })).body.withdrawable).toBe("5");
  });

  it("shows the finality of what it tells", async () => {
    node.seal({
      events: [
        {
          kind: "fill",
          market: 0,
          takerIsBuy: 1,
          price: 300_000,
          lots: 5,
          makerAccount: 2,
          takerAccount: 1,
          takerSize: 5n,
          sequence: 3n,
        },
      ],
    });
    await node.history.reached(1n, 5_000);
    const fills = async () => (await info({ type: "userFills", account: 1 })).body;
    node.finality = { soft: 1n, published: 0n, asserted: 0n, final: 0n };
    expect((await fills())[0]).toMatchObject({
      coin: "BTC-PERP",
      px: "30000",
      sz: "0.0005",
      dir: "Open Long",
      finality: "soft",
    });
    node.finality = { soft: 1n, published: 1n, asserted: 1n, final: 0n };
    expect((await fills())[0].finality).toBe("asserted");
    expect((await info({ type: "recentTrades", coin: "BTC-PERP" })).body).toMatchObject([
      { px: "30000", side: "B" },
    ]);
    expect((await info({ type: "block", number: 99 })).status).toBe(404);
  });

  it("tells blocks by ranges: each as by itself, none twice, none above the head", async () => {
    for (let i = 0; i < 5; i++) node.seal({});
    const { block } = (await info({ type: "clearinghouseState", user: OWNER })).body;
    const all = (await info({ type: "blocks", from: 0 })).body as { number: number }[];
    expect(all.map(({ number }) => number)).toEqual(Array.from({ length: block + 1 }, (_, i) => i));
    for (const told of all) {
      const { finality: _, ...alone } = (await info({ type: "block", number: told.number })).body;
      expect(told).toEqual(alone);
    }
    expect((await info({ type: "blocks", from: 2, limit: 2 })).body).toEqual(all.slice(2, 4));
    expect((await info({ type: "blocks", from: block + 1 })).body).toEqual([]);
    expect((await info({ type: "blocks", from: Number.MAX_SAFE_INTEGER })).body).toEqual([]);
    expect((await info({ type: "blocks", from: 0, limit: 501 })).status).toBe(400);
  });
});

describe("node affairs", () => {
  it("serves the status page with a policy that allows only its own files", async () => {
    const page = await fetch(node.server.address);
    const html = await page.text();
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect(html).not.toMatch(/<script(?![^>]*src=)|style=|\son\w+=|https?:\/\//);
    for (const [, file] of html.matchAll(/(?:src|href)="(\/[a-z.]+)"/g)) {
      expect((await fetch(node.server.address + file)).status, file).toBe(200);
    }
  });

  it("tells head, finality and parts in /status, metrics in /metrics", async () => {
    const status = (await (await fetch(`${node.server.address}/status`)).json()) as Record<string, unknown>;
    expect(status).toMatchObject({ role: "sequencer", ready: true, l1: { height: 5 } });
    const metrics = await (await fetch(`${node.server.address}/metrics`)).text();
    expect(metrics).toContain("novate_rpc_request_seconds_bucket");
    expect(metrics).toContain('novate_rpc_errors_total{code="BAD_JSON"}');
  });

  it("keeps wei exact in /status", async () => {
    const disputes = {
      account: { atStake: 10n ** 17n + 1n, claimable: 0n },
      assertions: [{ bond: 5n ** 25n }],
    };
    const disputed = await startFakeNode({}, { status: () => ({ l1: {}, da: {}, disputes }) });
    const status = (await (await fetch(`${disputed.server.address}/status`)).json()) as object;
    expect(status).toMatchObject({
      disputes: {
        account: { atStake: "100000000000000001", claimable: "0" },
        assertions: [{ bond: "298023223876953125" }],
      },
    });
    await disputed.close();
  });

  it("answers 503 with what is wrong and what to do when the node is unwell", async () => {
    const issues = [{ code: "DA_BEHIND", message: "no batch for 60 s", action: "check the DA endpoint" }];
    const unwell = await startFakeNode({}, { health: () => issues, ready: () => false });
    const health = await fetch(`${unwell.server.address}/health`);
    expect([health.status, await health.json()]).toEqual([
      503,
      { status: "unwell", phase: "trading", issues },
    ]);
    expect((await fetch(`${unwell.server.address}/ready`)).status).toBe(503);
    await unwell.close();
  });

  it("takes no transactions where there is no mempool", async () => {
    const follower = await startFakeNode({}, { mempool: undefined as never });
    const response = await fetch(`${follower.server.address}/exchange`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(order({ type: "cancelAll" })),
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      503,
      "NOT_ACCEPTING",
    ]);
    await follower.close();
  });

  it("decodes what it was given exactly as the wire says", async () => {
    const transaction = unsigned({ type: "transfer", toSub: 1, amount: 5n });
    const bytes = signTransaction(transaction, separator, SECRET);
    expect(decodeTransaction(bytes)).toMatchObject(transaction);
    const trailing = new Uint8Array([...bytes, 0]);
    expect((await post("/exchange/binary", trailing)).status).toBe(400);
  });
});
