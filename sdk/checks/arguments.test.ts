/** Every public function of the SDK, every field of what it takes, every wrong value: nothing is signed, nothing is sent, the field is named. */
import { describe, expect, it } from "vitest";
import { NovateError } from "../../node/primitives/error.ts";
import { NovateClient } from "../client.ts";
import { createHttp, type Http } from "../http.ts";
import {
  connect,
  digestSigner,
  privateKeySigner,
  Trader,
  type TransactionSigner,
  walletSigner,
} from "../index.ts";
import type { ChainFacts, MarketInfo } from "../types.ts";

const OWNER = "0x52908400098527886E0F7030069857D2E4169EE7";
const CLIENT_ID = `0x${"00".repeat(15)}01`;

/** What a field takes, said here a second time and not read from the SDK. */
const KINDS = {
  coin: (value: unknown) => value === "BTC-PERP" || value === "btc-perp",
  side: (value: unknown) => value === "buy" || value === "sell",
  price: (value: unknown) => typeof value === "string" && /^[1-9]\d{0,4}(\.[05])?$/.test(value),
  size: (value: unknown) => typeof value === "string" && /^(0\.0*)?[1-9]\d{0,2}(\.5)?$/.test(value),
  usdc: (value: unknown) => typeof value === "string" && /^(0\.0*)?[1-9]\d{0,2}(\.5)?$/.test(value),
  boolean: (value: unknown) => typeof value === "boolean",
  tif: (value: unknown) => value === "GTC" || value === "IOC",
  slippage: (value: unknown) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 5_000,
  sub: (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 127,
  account: (value: unknown) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32,
  levels: (value: unknown) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 100,
  seconds: (value: unknown) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) < 2 ** 32,
  ms: (value: unknown) =>
    value === 0 || (Number.isInteger(value) && (value as number) >= 1e12 && (value as number) < 2 ** 48),
  orderId: (value: unknown) =>
    (typeof value === "string" && /^(0|[1-9]\d{0,18})$/.test(value)) ||
    (typeof value === "number" && Number.isSafeInteger(value) && value >= 0),
  clientId: (value: unknown) => value === CLIENT_ID,
  address: (value: unknown) => typeof value === "string" && /^0x[0-9a-f]{40}$/i.test(value),
  destination: (value: unknown) => value === OWNER || value === OWNER.toLowerCase(),
  constant: () => false,
  queryType: (value: unknown) => typeof value === "string" && /^[A-Za-z][A-Za-z0-9]{0,39}$/.test(value),
} satisfies Record<string, (value: unknown) => boolean>;
type Kind = keyof typeof KINDS;

/** A value that is right, and what its field takes. */
class Leaf {
  readonly value: unknown;
  readonly kind: Kind;
  readonly isOptional: boolean;
  constructor(value: unknown, kind: Kind, isOptional = false) {
    this.value = value;
    this.kind = kind;
    this.isOptional = isOptional;
  }
}
const leaf = (value: unknown, kind: Kind) => new Leaf(value, kind);
const maybe = (value: unknown, kind: Kind) => new Leaf(value, kind, true);

const POOL: readonly unknown[] = [
  ...[
    undefined,
    null,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -1,
    -0.5,
    0,
    0.1,
    1.5,
    1e21,
  ],
  ...[
    2 ** 32,
    2 ** 53,
    "",
    " ",
    "0",
    "-1",
    "+1",
    "1e3",
    "1.",
    ".5",
    "01",
    "0.12345678901",
    "1,000",
    "NaN",
    "Infinity",
  ],
  ...["0x1", "null", "undefined", "false", "true", false, true, 1n, -1n, 10n ** 30n, [], {}, [1], () => 1],
  ...[
    "BUY",
    "Buy",
    "buy ",
    "SELL",
    "Sell",
    "long",
    "short",
    "b",
    "s",
    "B",
    "A",
    "bid",
    "ask",
    1,
    2,
    "gtc",
    "Gtc",
  ],
  ...[
    "BTC",
    "BTC-PERP ",
    "x".repeat(100),
    "0xzz",
    `0x${"0".repeat(40)}`,
    `0x${"0".repeat(32)}`,
    `0x${"1".repeat(39)}`,
  ],
  ...[
    OWNER.replace("E", "e"),
    OWNER.slice(2),
    new Date(),
    Symbol("s"),
    new Uint8Array(3),
    "9".repeat(41),
    5_001,
    128,
  ],
  ...["18446744073709551616", 1_790_000_000],
];

const order = (rest: object) => ({
  coin: leaf("BTC-PERP", "coin"),
  side: leaf("buy", "side"),
  size: leaf("0.5", "size"),
  reduceOnly: maybe(false, "boolean"),
  clientId: maybe(CLIENT_ID, "clientId"),
  ...rest,
});
const limit = order({ price: leaf("30000.5", "price"), timeInForce: maybe("GTC", "tif") });
const tillThen = order({
  price: leaf("30000.5", "price"),
  timeInForce: leaf("GTT", "constant"),
  goodTill: leaf(1_790_000_000, "seconds"),
});
const market = order({ slippageBps: leaf(50, "slippage"), timeInForce: maybe("IOC", "tif") });
const owner = { user: leaf(OWNER, "address"), sub: maybe(0, "sub") };
const items = [
  { type: leaf("order", "constant"), order: limit },
  { type: leaf("order", "constant"), order: market },
  { type: leaf("cancel", "constant"), orderId: leaf("7", "orderId") },
  { type: leaf("cancelByClientId", "constant"), clientId: leaf(CLIENT_ID, "clientId") },
  { type: leaf("cancelAll", "constant"), coin: maybe("BTC-PERP", "coin") },
  {
    type: leaf("reduce", "constant"),
    coin: leaf("BTC-PERP", "coin"),
    orderId: leaf("7", "orderId"),
    size: leaf("0.5", "size"),
  },
];
const wireOrder = {
  kind: leaf("order", "constant"),
  market: leaf(0, "account"),
  isBuy: leaf(true, "boolean"),
  price: leaf(300_005, "seconds"),
  size: leaf(5, "seconds"),
  timeInForce: leaf("GTC", "tif"),
  reduceOnly: leaf(false, "boolean"),
  isMarket: leaf(false, "constant"),
  goodTill: leaf(0, "constant"),
};
const sent = { expiresAfter: maybe(1_790_000_000_000, "ms"), account: maybe(1, "account") };
const bigAmount = leaf(5n, "constant");

let signed = 0;
let asked: string[] = [];

const SIGNER: TransactionSigner = {
  address: OWNER,
  sign: async () => {
    signed++;
    return new Uint8Array(100);
  },
};
const http: Http = {
  url: "http://127.0.0.1:1",
  get: async () => ({}),
  async post(_path, body) {
    const { type } = body as { type: string };
    asked.push(type);
    return type === "clearinghouseState" ? { account: 1, marginSummary: {} } : [{}, []];
  },
  async postBinary() {
    asked.push("exchange");
    return {
      hash: "0x",
      block: 1,
      timestamp: 1,
      finality: "soft",
      response: { data: { statuses: [{ code: "OK" }] } },
    };
  },
};
const MARKET = { name: "BTC-PERP", id: 0, pxDecimals: 1, szDecimals: 4 } as MarketInfo;
const NOBODY = { inbox: "0x01", rollup: "0x02", vault: "0x03", token: "0x04" };
const CHAIN = {
  ...{ domain: { chainId: 1, verifyingContract: OWNER }, contracts: NOBODY },
} as unknown as ChainFacts;
const client = new NovateClient(http, CHAIN, [MARKET]);
const trader = client.trader(SIGNER, { account: 1 });

interface Case {
  /** Names of the arguments, in order: roots of the paths. `undefined` where the fields of the argument are told without a root. */
  readonly names: readonly string[];
  readonly args: readonly unknown[];
  // biome-ignore lint/suspicious/noExplicitAny: called with wrong values on purpose.
  readonly call: (...args: any[]) => unknown;
}
const on =
  (names: string, ...args: readonly unknown[]) =>
  // biome-ignore lint/suspicious/noExplicitAny: called with wrong values on purpose.
  (call: (...given: any[]) => unknown): Case => ({ names: names === "" ? [] : names.split(" "), args, call });

const trading: Readonly<Record<string, readonly Case[]>> = {
  accountId: [],
  account: [],
  openOrders: [],
  order: [limit, tillThen, market].map((each) => on("order", each)((value) => trader.order(value))),
  cancel: [on("orderId", leaf("7", "orderId"))((id) => trader.cancel(id))],
  cancelByClientId: [on("clientId", leaf(CLIENT_ID, "clientId"))((id) => trader.cancelByClientId(id))],
  cancelAll: [on("coin", maybe("BTC-PERP", "coin"))((coin) => trader.cancelAll(coin))],
  reduce: [
    on(
      "coin orderId size",
      leaf("BTC-PERP", "coin"),
      leaf("7", "orderId"),
      leaf("0.5", "size"),
    )((coin, id, size) => trader.reduce(coin, id, size)),
  ],
  batch: [on("items", items)((value) => trader.batch(value))],
  withdraw: [
    on("amount recipient", leaf("1.5", "usdc"), maybe(OWNER, "destination"))((a, b) => trader.withdraw(a, b)),
  ],
  transfer: [on("toSub amount", leaf(1, "sub"), leaf("1.5", "usdc"))((a, b) => trader.transfer(a, b))],
  approveAgent: [
    on(
      "agent expiry",
      leaf(OWNER, "destination"),
      leaf(1_790_000_000_000, "ms"),
    )((a, b) => trader.approveAgent(a, b)),
  ],
  send: [
    { type: leaf("trade", "constant"), actions: [wireOrder] },
    {
      type: leaf("trade", "constant"),
      actions: [{ kind: leaf("cancel", "constant"), orderId: leaf(7n, "constant") }],
    },
    {
      type: leaf("withdraw", "constant"),
      recipient: leaf(new Uint8Array(20), "constant"),
      amount: bigAmount,
    },
    { type: leaf("transfer", "constant"), toSub: leaf(1, "sub"), amount: bigAmount },
    {
      type: leaf("approveAgent", "constant"),
      agent: leaf(new Uint8Array(20), "constant"),
      agentExpiry: leaf(0, "ms"),
    },
    {
      type: leaf("oracleVote", "constant"),
      prices: [{ market: leaf(0, "account"), index: leaf(5, "seconds"), externalMark: leaf(0, "account") }],
    },
  ].map((body) => on("body options", body, sent)((a, b) => trader.send(a, b))),
  resend: [on("transaction", leaf(new Uint8Array(3), "constant"))((bytes) => trader.resend(bytes))],
};

const reading: Readonly<Record<string, readonly Case[]>> = {
  info: [on("query", { type: leaf("meta", "queryType") })((query) => client.info(query))],
  market: [on("coin", leaf("BTC-PERP", "coin"))((coin) => client.market(coin))],
  trader: [on("options", { account: maybe(1, "account") })((options) => client.trader(SIGNER, options))],
  contexts: [],
  book: [on("coin nLevels", leaf("BTC-PERP", "coin"), maybe(5, "levels"))((a, b) => client.book(a, b))],
  account: [owner, { account: leaf(1, "account") }].map((query) =>
    on("query", query)((value) => client.account(value)),
  ),
  openOrders: [on("query", owner)((query) => client.openOrders(query))],
  finality: [],
  withdrawals: [on("query", owner)((query) => client.withdrawals(query))],
  withdrawable: [
    on("query", owner)((query) => client.withdrawable(query)),
    on("query amount", owner, maybe("0.5", "usdc"))((query, amount) => client.withdrawable(query, amount)),
  ],
  deposits: [on("query", owner)((query) => client.deposits(query))],
  l1Message: [on("hash", leaf(`0x${"a1".repeat(32)}`, "constant"))((hash) => client.l1Message(hash))],
  l1Messages: [
    on(
      "user before",
      leaf(OWNER, "address"),
      maybe("7", "orderId"),
    )((user, before) => client.l1Messages(user, before)),
  ],
  withdrawalProof: [on("index", leaf("7", "orderId"))((index) => client.withdrawalProof(index))],
  close: [],
};

/** `tree` with every leaf's right value, but `instead` at `place`. */
function filled(tree: unknown, place: readonly string[] | undefined, instead: unknown): unknown {
  if (place?.length === 0) return instead;
  if (tree instanceof Leaf) return tree.value;
  const below = (name: string, child: unknown) =>
    filled(child, place?.[0] === name ? place.slice(1) : undefined, instead);
  if (Array.isArray(tree)) return tree.map((child, index) => below(String(index), child));
  if (typeof tree !== "object" || tree === null) return tree;
  const entries = Object.entries(tree).map(([name, child]) => [name, below(name, child)]);
  const added = place?.length === 1 && !Object.hasOwn(tree, place[0]!) ? [[place[0], instead]] : [];
  return Object.fromEntries([...entries, ...added]);
}

/** Fields that others allow or forbid: an error may name either. */
const PARTNERS = ["timeInForce", "goodTill", "isMarket", "price"];

interface Spoiling {
  readonly place: readonly string[];
  readonly wrong: unknown;
}

/** Everything that may be wrong with `tree`. */
function spoilings(tree: unknown, place: readonly string[] = [], takesMore = false): Spoiling[] {
  if (tree instanceof Leaf) {
    const takes = KINDS[tree.kind];
    return POOL.filter((value) => !takes(value) && !(value === undefined && tree.isOptional))
      .filter(
        (value) => value !== tree.value && !(tree.value === 5n && typeof value === "bigint" && value > 0n),
      )
      .filter((value) => !(tree.value === 7n && value === 1n))
      .map((wrong) => ({ place, wrong }));
  }
  const children = Object.entries(tree as object).flatMap(([name, child]) =>
    spoilings(child, [...place, name]),
  );
  const whole = [undefined, null, 1, "x", true, new Uint8Array(2)].map((wrong) => ({ place, wrong }));
  if (takesMore) return [...children, ...whole];
  const unknown = Array.isArray(tree)
    ? [{ place, wrong: [] }]
    : ["leverage", "Side", "reduce_only", "isBuy "].map((name) => ({ place: [...place, name], wrong: true }));
  return [...children, ...whole, ...unknown];
}

const CODES = [
  "BAD_REQUEST",
  "BAD_DECIMAL",
  "OUT_OF_RANGE",
  "FIELD_RANGE",
  "UNKNOWN_MARKET",
  "UNKNOWN_TYPE",
  "BAD_CHECKSUM",
];

async function failureOf(work: () => unknown): Promise<unknown> {
  signed = 0;
  asked = [];
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

const named = (value: unknown) => {
  try {
    return typeof value === "bigint" ? `${value}n` : (JSON.stringify(value) ?? String(value));
  } catch {
    return typeof value;
  }
};

/** A query of the node's own: its other fields are the node's to judge. */
const isOpen = (tree: unknown) => {
  const { type } = tree as { type?: unknown };
  return type instanceof Leaf && type.kind === "queryType";
};

async function refusesEverything({ names, args, call }: Case): Promise<void> {
  const right = args.map((arg) => filled(arg, undefined, undefined));
  const isTransaction = names[0] === "transaction";
  if (!isTransaction) expect(await failureOf(() => call(...right)), "the right values").toBeUndefined();
  for (const [index, tree] of args.entries()) {
    const isOptions = names[index] === "options";
    for (const { place, wrong } of spoilings(tree, [], isOpen(tree))) {
      if (place.length === 0 && wrong === undefined && isOptions) continue;
      const given = right.map((value, at) => (at === index ? filled(tree, place, wrong) : value));
      const error = await failureOf(() => call(...given));
      const where = `${names[index]}/${place.join("/")} = ${named(wrong)}`;
      expect(error, `nothing was thrown for ${where}`).toBeInstanceOf(NovateError);
      const { code, data, message } = error as NovateError;
      expect([...CODES, "TRUNCATED", "MALFORMED", "BAD_HEX", "BAD_VARINT"], where).toContain(code);
      const path = `/${[names[index], ...place].join("/")}`;
      const told = String(data.path);
      const partner =
        PARTNERS.includes(place.at(-1)!) && PARTNERS.some((name) => told === path.replace(/[^/]+$/, name));
      expect(told.startsWith(path) || path.startsWith(told) || partner, `${where}: ${message}`).toBe(true);
      if (place.length > 0) expect(data.path, `${where}: ${message}`).not.toBe(`/${names[index]}`);
      expect(message).toContain(String(data.path));
      expect([signed, asked.filter((type) => type === "exchange").length], where).toEqual([0, 0]);
    }
  }
}

describe("every wrong value of every field is refused by name, and nothing is signed", () => {
  const methodsOf = (kind: { readonly prototype: object }) =>
    Object.getOwnPropertyNames(kind.prototype)
      .filter((name) => name !== "constructor")
      .sort();

  it("for every method that there is", () => {
    expect(Object.keys(trading).sort()).toEqual(methodsOf(Trader));
    expect(Object.keys(reading).sort()).toEqual(methodsOf(NovateClient));
  });

  it.each(Object.entries({ ...trading }))("trader.%s", async (_name, cases) => {
    for (const each of cases) await refusesEverything(each);
  });

  it.each(Object.entries({ ...reading }))("client.%s", async (_name, cases) => {
    for (const each of cases) await refusesEverything(each);
  });
});

it("no spelling of a side but buy and sell is taken, and none sells by mistake", async () => {
  for (const side of [
    "BUY",
    "Buy",
    "bUY",
    "buy ",
    " buy",
    "b",
    "B",
    "bid",
    "long",
    "LONG",
    true,
    1,
    "0",
    "",
    null,
    undefined,
    {},
    ["buy"],
  ]) {
    const wrong = { coin: "BTC-PERP", side, size: "1", price: "30000" } as never;
    expect(await failureOf(() => trader.order(wrong))).toMatchObject({
      code: "BAD_REQUEST",
      data: { path: "/order/side" },
      message: expect.stringContaining("one of buy, sell"),
    });
  }
});

it("an order with a price and slippageBps is refused: it would drop the limit", async () => {
  const both = { coin: "BTC-PERP", side: "buy", size: "1", price: "99000", slippageBps: 50 } as never;
  const error = await failureOf(() => trader.order(both));
  expect(error).toMatchObject({ code: "BAD_REQUEST", data: { path: "/order/slippageBps" } });
  expect(signed).toBe(0);
});

it("goodTill without GTT, and GTT without goodTill, are refused", async () => {
  const base = { coin: "BTC-PERP", side: "buy", size: "1", price: "99000" } as const;
  for (const order of [
    { ...base, goodTill: 1_790_000_000 },
    { ...base, timeInForce: "GTT" as const },
  ])
    expect(await failureOf(() => trader.order(order))).toMatchObject({ data: { path: "/order/goodTill" } });
});

it("a private key that is none is refused, and never shown", () => {
  const secrets = [
    "",
    "0x",
    "ab".repeat(32),
    `0x${"0".repeat(64)}`,
    `0x${"f".repeat(64)}`,
    `0x${"12".repeat(31)}zz`,
    7,
    null,
  ];
  for (const secret of secrets) {
    let error: unknown;
    try {
      privateKeySigner(secret as never);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: "BAD_REQUEST", data: { path: "/privateKey" } });
    if (typeof secret === "string" && secret.length > 3)
      expect(JSON.stringify([(error as Error).message, error])).not.toContain(secret.slice(2));
  }
});

it("signers and wallets that are none are refused", async () => {
  for (const wrong of [undefined, null, 1, {}, { address: OWNER }, { address: "0x1", sign: () => 1 }]) {
    expect(await failureOf(() => client.trader(wrong as never))).toBeInstanceOf(NovateError);
    expect(await failureOf(() => walletSigner(wrong as never))).toBeInstanceOf(NovateError);
    expect(await failureOf(() => digestSigner(wrong as never))).toBeInstanceOf(NovateError);
  }
});

it("what a wallet throws becomes a NovateError that quotes nothing of it", async () => {
  const throwing = (error: unknown) =>
    client.trader({ address: OWNER, sign: () => Promise.reject(error) } as TransactionSigner, { account: 1 });
  const refused = Object.assign(new Error("User rejected"), { code: 4001 });
  expect(await failureOf(() => throwing(refused).cancelAll())).toMatchObject({ code: "WALLET_REFUSED" });
  for (const error of [new Error("https://key@rpc"), "https://key@rpc", undefined]) {
    const failure = await failureOf(() => throwing(error).cancelAll());
    expect(failure).toMatchObject({ code: "SIGNER_FAILED" });
    expect(String(failure) + JSON.stringify(failure)).not.toContain("key@");
  }
  const empty = client.trader({ address: OWNER, sign: async () => undefined as never }, { account: 1 });
  expect(await failureOf(() => empty.cancelAll())).toMatchObject({ code: "SIGNER_FAILED" });
});

it("an address of a node that is none, a path, a body that JSON cannot hold: all are refused by name", async () => {
  for (const url of [
    undefined,
    null,
    5,
    "",
    "127.0.0.1:3900",
    "ws://x",
    "http://",
    "http://a:b@x",
    "http://x?key=1",
    "http://x#y",
    {},
  ])
    expect(await failureOf(() => connect(url as never))).toMatchObject({
      code: "BAD_REQUEST",
      data: { path: "/url" },
    });
  const { post, postBinary, get } = createHttp("http://127.0.0.1:1");
  expect(await failureOf(() => get("info"))).toMatchObject({ data: { path: "/path" } });
  expect(await failureOf(() => post("/info", { value: 1n }))).toMatchObject({ data: { path: "/body" } });
  expect(await failureOf(() => post("/info", undefined))).toMatchObject({ data: { path: "/body" } });
  expect(await failureOf(() => postBinary("/exchange/binary", "0x" as never))).toMatchObject({
    data: { path: "/body" },
  });
});
