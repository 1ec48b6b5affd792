/** Every wrong argument of the bridge is refused by its field, and L1 hears nothing. */
import { expect, it } from "vitest";
import { NovateError } from "../../node/primitives/error.ts";
import { NovateClient } from "../client.ts";
import type { Http } from "../http.ts";
import type { ChainFacts, MarketInfo } from "../types.ts";
import { L1Bridge } from "./index.ts";

const OWNER = "0x52908400098527886E0F7030069857D2E4169EE7";
const contracts = {
  inbox: `0x${"a1".repeat(20)}`,
  rollup: `0x${"a2".repeat(20)}`,
  vault: `0x${"a3".repeat(20)}`,
  token: `0x${"a4".repeat(20)}`,
};

let heard = 0;
const hear = async () => {
  heard++;
  throw new NovateError("HEARD", "expected silence");
};
const account = { address: OWNER };
const endpoint = (also: object = {}) =>
  new Proxy(also, { get: (target, name) => (name in target ? Reflect.get(target, name) : hear) });
const clients = { publicClient: endpoint(), walletClient: endpoint({ account }) } as never;
const http = { url: "http://127.0.0.1:1", post: hear, postBinary: hear, get: hear } as unknown as Http;
const chain = { domain: { chainId: 1, verifyingContract: OWNER }, contracts } as unknown as ChainFacts;
const client = new NovateClient(http, chain, [
  { name: "BTC-PERP", id: 0, pxDecimals: 1, szDecimals: 4 } as MarketInfo,
]);
// biome-ignore lint/suspicious/noExplicitAny: called with wrong values on purpose.
const bridge = new L1Bridge(client, clients) as any;

const AMOUNTS = [
  undefined,
  null,
  5,
  5n,
  "",
  "-1",
  "+1",
  "0",
  "1e3",
  "0.0000001",
  "NaN",
  "Infinity",
  " 5",
  "5,0",
  {},
  true,
  Number.NaN,
];
const SUBS = [-1, 128, 0.5, "0", null, Number.NaN, true, {}];
const ADDRESSES = [
  null,
  5,
  "",
  "0x1",
  OWNER.slice(2),
  OWNER.replace("E", "e"),
  `0x${"0".repeat(40)}`,
  contracts.vault,
  contracts.inbox,
];

type Case = readonly [call: string, args: readonly unknown[], path: string];
const deposits = ["deposit", "depositOutlook", "unsettledDeposit"].flatMap((call): Case[] => [
  ...AMOUNTS.map((amount): Case => [call, [amount], "/amount"]),
  ...SUBS.map((sub): Case => [call, ["5", { sub }], "/target/sub"]),
  ...ADDRESSES.map((to): Case => [call, ["5", { to }], "/target/to"]),
  [call, ["5", { recipient: OWNER }], "/target/recipient"],
  [call, ["5", OWNER], "/target"],
]);
const forced: Case[] = [
  ...[undefined, null, "withdraw", 5].map((value): Case => ["force", [value], ""]),
  ...[undefined, "Withdraw", "cancel", "toString", 5].map((type): Case => ["force", [{ type }], "/type"]),
  ...AMOUNTS.map((amount): Case => ["force", [{ type: "withdraw", amount }], "/amount"]),
  ...ADDRESSES.map(
    (recipient): Case => ["force", [{ type: "withdraw", amount: "5", recipient }], "/recipient"],
  ),
  ...SUBS.map((sub): Case => ["force", [{ type: "withdraw", amount: "5", sub }], "/sub"]),
  ...SUBS.map((toSub): Case => ["force", [{ type: "transfer", amount: "5", toSub }], "/toSub"]),
  ["force", [{ type: "withdraw", amount: "5", to: OWNER }], "/to"],
  ["force", [{ type: "approveAgent", agent: OWNER, expiry: 1_790_000_000 }], "/expiry"],
  ["force", [{ type: "trade", items: [] }], "/items"],
  [
    "force",
    [
      {
        type: "trade",
        items: [{ type: "order", order: { coin: "BTC-PERP", side: "BUY", size: "1", price: "1" } }],
      },
    ],
    "/items/0/order/side",
  ],
  ["force", [{ type: "withdraw", amount: "5" }, { unchecked: "false" }], "/options/unchecked"],
  ["force", [{ type: "withdraw", amount: "5" }, { force: true }], "/options/force"],
];
const others: Case[] = [
  ...[undefined, null, -1, 1.5, "", "x", "18446744073709551616"].flatMap((index): Case[] => [
    ["withdrawalStatus", [index], "/index"],
    ["finalizeWithdrawal", [index], "/index"],
  ]),
  ...AMOUNTS.filter((amount) => amount !== undefined).map(
    (partsFrom): Case => ["finalizeWithdrawal", ["7", { partsFrom }], "/parts/partsFrom"],
  ),
  ...[undefined, null, 5, "0x1"].map((owner): Case => ["balance", [owner], "/owner"]),
];

it("refuses every wrong value of every field by its name before L1 or the node hears of it", async () => {
  for (const [call, args, path] of [...deposits, ...forced, ...others]) {
    heard = 0;
    const failure = await bridge[call](...args).catch((error: unknown) => error);
    const where = `${call} ${path} ${String(args[0])}`;
    expect(failure, where).toBeInstanceOf(NovateError);
    // An absent field of an optional kind is absent: null is none of it.
    expect(failure.data.path, `${where}: ${failure.message}`).toBe(path);
    expect(heard, where).toBe(0);
  }
});

it("refuses clients and options that are none", () => {
  const make = (given: unknown, options?: unknown) => () =>
    new L1Bridge(client, given as never, options as never);
  for (const given of [undefined, null, 5, {}, { publicClient: {} }])
    expect(make(given)).toThrow(NovateError);
  expect(make({ publicClient: endpoint(), walletClient: 5 })).toThrow(/walletClient/);
  for (const options of [{ journal: {} }, { onSent: 5 }, { timeoutMs: "5" }, { timeout: 5 }])
    expect(make(clients, options)).toThrow(/\/options/);
});
