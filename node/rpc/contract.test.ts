/** A real node, asked everything its own description allows, and much that it does not. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, privateKeySigner } from "../../sdk/index.ts";
import { toHex } from "../primitives/bytes.ts";
import type { Action, TransactionBody } from "../primitives/codec/types.ts";
import { keyOf, ownerOf } from "../sequencer/testing/live-node.ts";
import { ABSENT_INFO } from "./info/types/absent.ts";
import { INFO_TYPES } from "./info/types/index.ts";
import { type JsonSchema, Judge, type OpenApiDocument } from "./testing/description.ts";
import { type Source, spoiled, valid } from "./testing/from-schema.ts";
import { rawRequest } from "./testing/raw-http.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";

const RUNS = 40;
/** What this chain does not have is answered with nothing. */
const ABSENT: ReadonlySet<string> = new Set(ABSENT_INFO.map(({ type }) => type));
let node: RealNode;
let judge: Judge;
let source: Source;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function send(method: string, path: string, body?: string | Uint8Array, type = "application/json") {
  const response = await fetch(node.server.address + path, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": type }, body: body as string }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** What is wrong with an answer by the description; the node must never fail, and never say what is not described. */
function fault(method: string, path: string, answer: Answer, type?: string): string | undefined {
  const described = judge.document.paths[path]?.[method.toLowerCase()]?.responses[String(answer.status)];
  if (described === undefined)
    return `status ${answer.status} is not described: ${answer.text.slice(0, 200)}`;
  if (answer.status >= 500) return `a failure: ${answer.text.slice(0, 200)}`;
  for (const name of Object.keys(described.headers ?? {})) {
    if (answer.headers.get(name) === null) return `no header ${name} with status ${answer.status}`;
  }
  const media = answer.headers.get("content-type")?.split(";")[0] ?? "";
  const content = described.content[media];
  if (content === undefined) return `content type ${media} is not described`;
  if (media !== "application/json") return undefined;
  const schema = (answer.status === 200 && type && described["x-answers"]?.[type]) || content.schema;
  return judge.fault(schema, JSON.parse(answer.text));
}

const trade = (...actions: Action[]): TransactionBody => ({ type: "trade", actions });

function limit(isBuy: boolean, price: number, extra: Partial<Action & { kind: "order" }> = {}): Action {
  return {
    ...{ kind: "order", market: 0, isBuy, price, size: 100, timeInForce: "GTC", reduceOnly: false },
    ...{ isMarket: false, goodTill: 0, ...extra },
  } as Action;
}

async function act(user: number, body: TransactionBody): Promise<Record<string, unknown>> {
  const bytes = node.live.sign(user, node.live.accountOf(user), body);
  const answer = await send("POST", "/exchange/binary", bytes, "application/octet-stream");
  expect(fault("POST", "/exchange/binary", answer), answer.text).toBeUndefined();
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text);
}

beforeAll(async () => {
  node = await startRealNode();
  const document = (await (await fetch(`${node.server.address}/openapi.json`)).json()) as OpenApiDocument;
  judge = new Judge(document);
  // One of everything, so that every list has an entry.
  const clientId = new Uint8Array(16).fill(0x5a);
  const mark = node.live.chain.machine.view.market(0)!.mark;
  const rested = await act(0, trade(limit(true, mark, { size: 1_000, clientId })));
  const filled = await act(1, trade(limit(false, mark, { timeInForce: "IOC", size: 400 })));
  await act(0, trade(limit(true, mark - 50), limit(true, mark + 90, { timeInForce: "POST_ONLY" })));
  await act(1, trade(limit(false, mark + 40), { kind: "cancelAll" }, { kind: "cancel", orderId: 1n }));
  await act(0, { type: "withdraw", recipient: ownerOf(5), amount: 1_500_000n });
  await act(0, { type: "transfer", toSub: 3, amount: 1_000_000n });
  await act(0, { type: "approveAgent", agent: ownerOf(40), agentExpiry: Date.now() + 86_400_000 });
  const last = await act(1, trade({ kind: "cancelAll", market: 1 }));
  await node.history.reached(BigInt(last.block as number), 10_000);
  const statuses = (rested.response as { data: { statuses: { resting: { oid: number } }[] } }).data.statuses;
  source = {
    components: document.components.schemas,
    known: {
      coin: ["BTC-PERP", "ETH-PERP"],
      user: [toHex(ownerOf(0)), toHex(ownerOf(1)), toHex(ownerOf(40))],
      sub: [0, 3],
      account: [1, 2],
      oid: [statuses[0]!.resting.oid],
      cloid: [toHex(clientId)],
      hash: [filled.hash],
      number: [0, filled.block],
      index: ["0"],
      startTime: [0],
      endTime: [Date.now() + 1_000_000],
    },
  };
});

afterAll(() => node.close());

const bodySchema = (path: string): JsonSchema =>
  judge.document.paths[path]!.post!.requestBody!.content["application/json"]!.schema;

/** The query of `type` that this node can answer: what is required, with values it knows. */
function plainQuery(type: string, schema: JsonSchema): object {
  const { properties, required } = schema as { properties: object; required: string[] };
  const needed = required.filter((name) => name in source.known);
  if (type === "candleSnapshot") return { type, req: { coin: "BTC-PERP", interval: "1m", startTime: 0 } };
  return {
    type,
    ...Object.fromEntries(needed.map((name) => [name, source.known[name]![0]])),
    ...("account" in properties && type !== "orderStatus" ? { account: 1 } : {}),
    ...(type === "orderStatus" ? { oid: source.known.oid![0] } : {}),
    ...(type === "marginTable" ? { id: 50 } : {}),
    ...(type === "maxBuilderFee" ? { builder: source.known.user![0] } : {}),
    ...(type === "nonceStatus" ? { nonce: Date.now() } : {}),
  };
}

describe("a request that the description allows", () => {
  it.each(INFO_TYPES.map(({ type }) => type))("is answered as described: info %s", async (type) => {
    const name = `Info${type.charAt(0).toUpperCase()}${type.slice(1)}`;
    const schema = { $ref: `#/components/schemas/${name}` };
    const plain = JSON.stringify(plainQuery(type, judge.document.components.schemas[name]!));
    const first = await send("POST", "/info", plain);
    expect(fault("POST", "/info", first, type), `${plain} -> ${first.text}`).toBeUndefined();
    expect(first.status, `${plain} -> ${first.text}`).toBe(200);
    // What this chain cannot have within seconds: a closed funding interval, a published batch.
    const isEmpty = ["batches", "fundingHistory", "userFunding"].includes(type) || ABSENT.has(type);
    if (!isEmpty) expect(first.text).not.toBe("[]");
    await fc.assert(
      fc.asyncProperty(valid(schema, source), async (query) => {
        const body = JSON.stringify(query);
        expect(judge.fault(bodySchema("/info"), JSON.parse(body)), body).toBeUndefined();
        const answer = await send("POST", "/info", body);
        expect(fault("POST", "/info", answer, type), `${body} -> ${answer.text}`).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });

  it("is answered as described: transactions of any shape, with signatures of nobody", async () => {
    await fc.assert(
      fc.asyncProperty(valid(bodySchema("/exchange"), source), async (request) => {
        const body = JSON.stringify(request);
        expect(judge.fault(bodySchema("/exchange"), JSON.parse(body)), body).toBeUndefined();
        const answer = await send("POST", "/exchange", body);
        expect(fault("POST", "/exchange", answer), `${body} -> ${answer.text}`).toBeUndefined();
        expect(JSON.parse(answer.text).acknowledgement).toBe("notAccepted");
      }),
      { numRuns: 10 * RUNS },
    );
  });

  it("is answered as described: everything one may GET", async () => {
    for (const [path, operations] of Object.entries(judge.document.paths)) {
      if (operations.get === undefined) continue;
      expect(fault("GET", path, await send("GET", path)), path).toBeUndefined();
    }
  });
});

describe("a request that the description does not allow", () => {
  it.each(["/info", "/exchange"])("is refused with a described code: %s", async (path) => {
    const request = valid(bodySchema(path), source).chain(spoiled);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(request, async (value) => {
        const body = JSON.stringify(value);
        const isAllowed = judge.fault(bodySchema(path), JSON.parse(body)) === undefined;
        const answer = await send("POST", path, body);
        expect(fault("POST", path, answer), `${body} -> ${answer.text}`).toBeUndefined();
        if (isAllowed) return;
        expect(answer.status, `${body} -> ${answer.text}`).toBe(400);
        refused++;
      }),
      { numRuns: 15 * RUNS },
    );
    expect(refused).toBeGreaterThan(5 * RUNS);
  });

  it.each([
    ['{"type":"meta","type":"meta"}'],
    ['{"type":"meta","__proto__":{"type":"chain"}}'],
    ['{"__proto__":{"type":"meta"}}'],
    ['{"type":"block","number":1e400}'],
    [`{"type":"block","number":${"9".repeat(1_000)}}`],
    ['{"type":"block","number":-0}'],
    ['{"type":"l2Book","coin":"BTC-PERP","nLevels":1.0000000000000001}'],
    ['{"type":"meta"}{"type":"meta"}'],
    ["[".repeat(3_000)],
    ["\ufeff{}"],
    [""],
    ["null"],
    ['"meta"'],
    [`{"type":"meta","${"k".repeat(3_000)}":1}`],
  ])("is never a failure, whatever the text: %s", async (body) => {
    for (const path of ["/info", "/exchange"]) {
      const answer = await send("POST", path, body);
      expect(fault("POST", path, answer), answer.text).toBeUndefined();
    }
  });

  it("is never a failure, whatever its content type, method or bytes", async () => {
    const types = ["text/plain", "multipart/form-data", "application/json; charset=utf-16", "*/*", "a/b"];
    for (const path of Object.keys(judge.document.paths)) {
      const [served] = Object.keys(judge.document.paths[path]!);
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
        const answer = await send(method, path);
        expect(answer.status, `${method} ${path}`).toBeLessThan(500);
        if (method.toLowerCase() !== served) expect(answer.status, `${method} ${path}`).toBe(405);
      }
      for (const method of ["QUERY", "TRACE", "PROPFIND", "HEAD", "M-SEARCH"]) {
        const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
        expect(await rawRequest(node.server.port, head), method).toMatch(/^HTTP\/1.1 405 /);
      }
      if (served !== "post") continue;
      for (const type of types) {
        const answer = await send("POST", path, '{"type":"meta"}', type);
        expect(fault("POST", path, answer), `${type} ${answer.text}`).toBeUndefined();
      }
    }
    const bytes = node.live.sign(0, node.live.accountOf(0), trade(limit(true, 1)));
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: bytes.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        fc.nat({ max: 9 }),
        async (at, byte, cut) => {
          const wrong = bytes.slice(0, cut === 0 ? at : bytes.length);
          if (cut !== 0) wrong[at] = byte;
          const answer = await send("POST", "/exchange/binary", wrong, "application/octet-stream");
          expect(fault("POST", "/exchange/binary", answer), answer.text).toBeUndefined();
        },
      ),
      { numRuns: 5 * RUNS },
    );
  });
});

describe("history", () => {
  it("pages without a gap or a repeat, also within one block", async () => {
    await node.vote();
    const maker = node.live.chain.machine.view.market(0)!.mark + 5;
    // Forty fills of one account in one block: more than a page of time could tell apart.
    const makers = Array.from({ length: 40 }, () => limit(true, maker, { size: 100 }));
    await act(0, trade(...makers));
    const { block } = await act(1, trade(limit(false, maker, { timeInForce: "IOC", size: 4_000 })));
    await node.history.reached(BigInt(block as number), 10_000);
    const client = await connect(node.server.address);
    const user = client.trader(privateKeySigner(toHex(keyOf(1)))).address;
    for (const [query, field] of [
      [{ type: "userFills", user }, "after"],
      [{ type: "userFillsByTime", user, startTime: 0 }, "after"],
      [{ type: "recentTrades", coin: "BTC-PERP" }, "after"],
    ] as const) {
      const whole = (await client.info({ ...query, limit: 500 })) as { cursor: string }[];
      expect(whole.length).toBeGreaterThan(40);
      const paged: { cursor: string }[] = [];
      for (let cursor: string | undefined; ; cursor = paged.at(-1)!.cursor) {
        const page = { ...query, limit: 7, ...(cursor === undefined ? {} : { [field]: cursor }) };
        const entries = (await client.info(page)) as { cursor: string }[];
        paged.push(...entries);
        if (entries.length < 7) break;
      }
      expect(paged).toEqual(whole);
      expect(new Set(paged.map(({ cursor }) => cursor)).size).toBe(paged.length);
    }
    client.close();
  });
});
