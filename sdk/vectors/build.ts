/** Writes `signing.json`: what each action becomes, byte for byte. The TypeScript and the Python client are both held to it. */
import { writeFileSync } from "node:fs";
import { fromHex, toHex } from "../../node/primitives/bytes.ts";
import type { TransactionBody } from "../../node/primitives/codec/index.ts";
import { domainSeparator, transactionDigest } from "../../node/primitives/eip712/index.ts";
import { toActions } from "../checks/items.ts";
import { destination, milliseconds, subAccount, usdc } from "../checks/values.ts";
import type { BatchItem } from "../orders.ts";
import { privateKeySigner } from "../signer.ts";
import type { MarketInfo } from "../types.ts";

/** A key of nobody. */
const PRIVATE_KEY = `0x${"4e6f76617465".padEnd(64, "1")}` as const;
const DOMAIN = { chainId: 31_337, verifyingContract: "0x5fbdb2315678afecb367f032d93f642f64180aa3" };
const CONTRACTS = {
  inbox: DOMAIN.verifyingContract,
  rollup: `0x${"b1".repeat(20)}`,
  vault: `0x${"b2".repeat(20)}`,
  token: `0x${"b3".repeat(20)}`,
};
const MARKETS = [
  { name: "BTC-PERP", id: 0, pxDecimals: 1, szDecimals: 4 },
  { name: "ETH-PERP", id: 1, pxDecimals: 2, szDecimals: 3 },
  { name: "WHOLE-PERP", id: 200, pxDecimals: 0, szDecimals: 0 },
];
const CLIENT_ID = "0x000102030405060708090a0b0c0d0e0f";
const AGENT = "0x52908400098527886E0F7030069857D2E4169EE7";
const GOOD_TILL = 1_790_000_000;

export type VectorAction =
  | { readonly type: "trade"; readonly items: readonly BatchItem[] }
  | { readonly type: "withdraw"; readonly recipient: string; readonly amount: string }
  | { readonly type: "transfer"; readonly toSub: number; readonly amount: string }
  | { readonly type: "approveAgent"; readonly agent: string; readonly expiry: number }
  | {
      readonly type: "oracleVote";
      readonly prices: readonly {
        readonly market: number;
        readonly index: number;
        readonly externalMark: number;
      }[];
    };

const limit = { coin: "BTC-PERP", side: "buy", size: "0.1", price: "30000.5" } as const;
const order = (fields: object) => ({ type: "order", order: fields }) as unknown as BatchItem;

const limits = ["GTC", "IOC", "FOK", "POST_ONLY", "GTT"].flatMap((timeInForce) =>
  (["buy", "sell"] as const).map((side) =>
    order({ ...limit, side, timeInForce, ...(timeInForce === "GTT" ? { goodTill: GOOD_TILL } : {}) }),
  ),
);
const one: readonly (readonly [string, BatchItem])[] = [
  ["an order with defaults", order(limit)],
  ["a reduce-only order with a client id", order({ ...limit, reduceOnly: true, clientId: CLIENT_ID })],
  ["the largest price and size", order({ ...limit, price: "419430.3", size: "429496.7295" })],
  ["the smallest price and size", order({ ...limit, price: "0.1", size: "0.0001" })],
  ["a market without decimals", order({ coin: "WHOLE-PERP", side: "sell", size: "7", price: "9" })],
  ["a symbol in lower case", order({ ...limit, coin: "eth-perp", price: "1999.99", size: "1.001" })],
  ["a market order", order({ coin: "ETH-PERP", side: "buy", size: "1", slippageBps: 1 })],
  [
    "a market order, all or nothing",
    order({ coin: "ETH-PERP", side: "sell", size: "1", slippageBps: 5_000, timeInForce: "FOK" }),
  ],
  ["a cancel", { type: "cancel", orderId: "16777217" }],
  ["a cancel of a numeric id", { type: "cancel", orderId: 9_007_199_254_740_991 }],
  ["a cancel of the last id", { type: "cancel", orderId: "18446744073709551615" }],
  ["a cancel by client id", { type: "cancelByClientId", clientId: CLIENT_ID }],
  ["a cancel of all", { type: "cancelAll" }],
  ["a cancel of a market", { type: "cancelAll", coin: "ETH-PERP" }],
  ["a reduction", { type: "reduce", coin: "BTC-PERP", orderId: "300", size: "0.05" }],
];
const actions: readonly (readonly [string, VectorAction])[] = [
  ...one.map(([name, item]) => [name, { type: "trade", items: [item] }] as const),
  ["every time in force", { type: "trade", items: limits }],
  ["a batch of all kinds", { type: "trade", items: one.map(([, item]) => item) }],
  [
    "a batch of a hundred",
    {
      type: "trade",
      items: Array.from({ length: 100 }, (_, i) => order({ ...limit, price: `${20_000 + i}` })),
    },
  ],
  ["a withdrawal", { type: "withdraw", recipient: AGENT, amount: "1234.567891" }],
  ["the smallest withdrawal", { type: "withdraw", recipient: AGENT.toLowerCase(), amount: "0.000001" }],
  ["a transfer", { type: "transfer", toSub: 127, amount: "10" }],
  ["an agent", { type: "approveAgent", agent: AGENT, expiry: 1_790_000_000_000 }],
  ["an agent revoked", { type: "approveAgent", agent: AGENT, expiry: 0 }],
  [
    "a vote",
    {
      type: "oracleVote",
      prices: [
        { market: 0, index: 300_005, externalMark: 0 },
        { market: 200, index: 1, externalMark: 4_194_303 },
      ],
    },
  ],
];

function bodyOf(action: VectorAction): TransactionBody {
  switch (action.type) {
    case "trade": {
      const lookup = (coin: string) => MARKETS.find(({ name }) => name === coin.toUpperCase()) as MarketInfo;
      return { type: "trade", actions: toActions(action.items, lookup) };
    }
    case "withdraw":
      return {
        type: "withdraw",
        recipient: destination(action.recipient, ""),
        amount: usdc(action.amount, ""),
      };
    case "transfer":
      return { type: "transfer", toSub: subAccount(action.toSub, ""), amount: usdc(action.amount, "") };
    case "approveAgent":
      return {
        type: "approveAgent",
        agent: destination(action.agent, ""),
        agentExpiry: milliseconds(action.expiry, ""),
      };
    case "oracleVote":
      return action;
  }
}

export async function signingVectors(): Promise<object> {
  const signer = privateKeySigner(PRIVATE_KEY);
  const domain = { chainId: BigInt(DOMAIN.chainId), verifyingContract: fromHex(DOMAIN.verifyingContract) };
  const separator = domainSeparator(domain);
  const cases = [];
  for (const [index, [name, action]] of actions.entries()) {
    const head = {
      account: [1, 0, 127, 128, 4_294_967_295][index % 5]!,
      nonce: index === 0 ? 2 ** 48 - 1 : 1_790_000_000_000 + index,
      expiresAfter: index % 2 === 0 ? 0 : 1_790_000_005_000,
    };
    const bytes = await signer.sign({ ...head, body: bodyOf(action) }, domain);
    cases.push({
      name,
      ...head,
      action,
      digest: toHex(transactionDigest(bytes, separator)),
      transaction: toHex(bytes),
    });
  }
  const shared = {
    domain: DOMAIN,
    domainSeparator: toHex(separator),
    privateKey: PRIVATE_KEY,
    address: signer.address,
  };
  return { ...shared, contracts: CONTRACTS, markets: MARKETS, cases };
}

if (import.meta.main) {
  const file = new URL("signing.json", import.meta.url);
  writeFileSync(file, `${JSON.stringify(await signingVectors(), undefined, 1)}\n`);
}
