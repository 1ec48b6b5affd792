import { hashTypedData, type TypedDataDomain, toHex } from "viem";
import { expect, it } from "vitest";
import * as encode from "./testing/encode.ts";
import { fakeSignatures, type Syscalls } from "./testing/engine-machine.ts";
import { address, clientId, INBOX, signatureOf, World } from "./testing/world.ts";

const types = {
  Trade: [
    { name: "account", type: "uint32" },
    { name: "nonce", type: "uint64" },
    { name: "expiresAfter", type: "uint64" },
    { name: "actions", type: "Action[]" },
  ],
  Action: [
    { name: "kind", type: "uint8" },
    { name: "market", type: "uint32" },
    { name: "isBuy", type: "bool" },
    { name: "price", type: "uint64" },
    { name: "size", type: "uint64" },
    { name: "timeInForce", type: "uint8" },
    { name: "reduceOnly", type: "bool" },
    { name: "isMarket", type: "bool" },
    { name: "goodTill", type: "uint64" },
    { name: "orderId", type: "uint64" },
    { name: "clientId", type: "bytes16" },
  ],
  Withdraw: [
    { name: "account", type: "uint32" },
    { name: "recipient", type: "address" },
    { name: "amount", type: "uint64" },
    { name: "nonce", type: "uint64" },
    { name: "expiresAfter", type: "uint64" },
  ],
  Transfer: [
    { name: "account", type: "uint32" },
    { name: "toSub", type: "uint32" },
    { name: "amount", type: "uint64" },
    { name: "nonce", type: "uint64" },
    { name: "expiresAfter", type: "uint64" },
  ],
  ApproveAgent: [
    { name: "account", type: "uint32" },
    { name: "agent", type: "address" },
    { name: "agentExpiry", type: "uint64" },
    { name: "nonce", type: "uint64" },
    { name: "expiresAfter", type: "uint64" },
  ],
  OracleVote: [
    { name: "validator", type: "uint32" },
    { name: "nonce", type: "uint64" },
    { name: "expiresAfter", type: "uint64" },
    { name: "prices", type: "Price[]" },
  ],
  Price: [
    { name: "market", type: "uint32" },
    { name: "index", type: "uint64" },
    { name: "externalMark", type: "uint64" },
  ],
} as const;

const domain: TypedDataDomain = {
  name: "Novate",
  version: "1",
  chainId: 1337,
  verifyingContract: toHex(INBOX),
};
const empty = {
  kind: 0,
  market: 0,
  isBuy: false,
  price: 0n,
  size: 0n,
  timeInForce: 0,
  reduceOnly: false,
  isMarket: false,
  goodTill: 0n,
  orderId: 0n,
  clientId: toHex(new Uint8Array(16)),
};

it("W2: every transaction's digest is the EIP-712 hash that wallets show, and r, s, v are the signature's", () => {
  const seen: { digest: string; r: string; s: string; v: number }[] = [];
  const recording: Syscalls = {
    ...fakeSignatures,
    ecrecover(bytes, pointer, out) {
      const hex = (from: number): string => toHex(bytes.slice(pointer + from, pointer + from + 32));
      seen.push({ digest: hex(0), r: hex(32), s: hex(64), v: Number(BigInt(hex(96))) });
      fakeSignatures.ecrecover(bytes, pointer, out);
    },
  };
  const w = new World({ syscalls: recording });
  const nonce = w.now + 7;
  const expiresAfter = w.now + 1_000_000;
  const signature = signatureOf(address(1));
  signature[32] = 0x80;
  const sent = (body: encode.Body, account = 1): Uint8Array =>
    encode.transaction(body, { account, nonce, expiresAfter, signature });
  const head = { nonce: BigInt(nonce), expiresAfter: BigInt(expiresAfter) };
  const id = clientId(0x01020304);
  const actions = [
    encode.order({
      market: 300,
      buy: true,
      price: 4_000_000,
      size: 4_000_000_000,
      reduceOnly: true,
      clientId: id,
    }),
    encode.order({ buy: false, price: 5000, size: 1, tif: encode.TIF.IOC, isMarket: true }),
    encode.order({ buy: false, price: 5, size: 1, tif: encode.TIF.GTT, goodTill: 4_000_000_000 }),
    encode.cancel(2n ** 64n - 1n),
    encode.cancelByClientId(id),
    encode.cancelAll(),
    encode.cancelAll(7),
    encode.reduce(5n << 22n, 77),
  ];
  const typed = [
    {
      ...empty,
      kind: 1,
      market: 300,
      isBuy: true,
      price: 4_000_000n,
      size: 4_000_000_000n,
      reduceOnly: true,
      clientId: toHex(id),
    },
    { ...empty, kind: 1, price: 5000n, size: 1n, timeInForce: 1, isMarket: true },
    { ...empty, kind: 1, price: 5n, size: 1n, timeInForce: 4, goodTill: 4_000_000_000n },
    { ...empty, kind: 2, orderId: 2n ** 64n - 1n },
    { ...empty, kind: 3, clientId: toHex(id) },
    { ...empty, kind: 4, market: 0xffff_ffff },
    { ...empty, kind: 4, market: 7 },
    { ...empty, kind: 5, size: 77n, orderId: 5n << 22n },
  ];
  const transactions = [
    sent(encode.trade(actions)),
    sent(encode.trade(actions.slice().reverse()), 4_000_000_000),
    sent(encode.withdraw(address(9), 2n ** 64n - 1n)),
    sent(encode.transfer(127, 5n)),
    sent(encode.approveAgent(address(9), 2 ** 47)),
    sent(
      encode.vote([
        { market: 0, index: 5, external: 6 },
        { market: 300, index: 4_194_303 },
      ]),
      63,
    ),
  ];
  w.run({ transactions });
  const hash = (primaryType: keyof typeof types, message: Record<string, unknown>): string =>
    hashTypedData({ domain, types, primaryType, message } as Parameters<typeof hashTypedData>[0]);
  expect(seen.map((call) => call.digest)).toEqual([
    hash("Trade", { account: 1, ...head, actions: typed }),
    hash("Trade", { account: 4_000_000_000, ...head, actions: typed.slice().reverse() }),
    hash("Withdraw", { account: 1, recipient: toHex(address(9)), amount: 2n ** 64n - 1n, ...head }),
    hash("Transfer", { account: 1, toSub: 127, amount: 5n, ...head }),
    hash("ApproveAgent", { account: 1, agent: toHex(address(9)), agentExpiry: 2n ** 47n, ...head }),
    hash("OracleVote", {
      validator: 63,
      ...head,
      prices: [
        { market: 0, index: 5n, externalMark: 6n },
        { market: 300, index: 4_194_303n, externalMark: 0n },
      ],
    }),
  ]);
  for (const call of seen) {
    expect(call.v).toBe(28);
    expect(call.r).toBe(toHex(signature.slice(0, 32)));
    expect(call.s).toBe(toHex(Uint8Array.of(0, ...signature.slice(33, 64))));
  }
});
