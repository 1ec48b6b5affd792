/**
 * The EIP-712 definitions a wallet shows and signs (docs/spec/wire.md), and the message object of a transaction.
 * For wallets in the browser: no Node imports here. The node itself uses `digest.ts`, which needs none of this.
 */
import { toHex } from "../bytes.ts";
import { EVERY_MARKET } from "../codec/limits.ts";
import type { Action, UnsignedTransaction } from "../codec/types.ts";
import { TIMES_IN_FORCE } from "../codec/types.ts";

export const DOMAIN_NAME = "Novate";
export const DOMAIN_VERSION = "1";

export interface Domain {
  readonly chainId: bigint;
  /** 20 bytes: the Inbox. */
  readonly verifyingContract: Uint8Array;
}

export const typedDataTypes = {
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

export type PrimaryType = "Trade" | "Withdraw" | "Transfer" | "ApproveAgent" | "OracleVote";

const NO_CLIENT_ID = `0x${"00".repeat(16)}` as const;
const EMPTY_ACTION = {
  market: 0,
  isBuy: false,
  price: 0n,
  size: 0n,
  timeInForce: 0,
  reduceOnly: false,
  isMarket: false,
  goodTill: 0n,
  orderId: 0n,
  clientId: NO_CLIENT_ID as `0x${string}`,
};

function actionMessage(action: Action) {
  switch (action.kind) {
    case "order":
      return {
        kind: 1,
        market: action.market,
        isBuy: action.isBuy,
        price: BigInt(action.price),
        size: BigInt(action.size),
        timeInForce: TIMES_IN_FORCE.indexOf(action.timeInForce),
        reduceOnly: action.reduceOnly,
        isMarket: action.isMarket,
        goodTill: BigInt(action.goodTill),
        orderId: 0n,
        clientId: action.clientId ? toHex(action.clientId) : NO_CLIENT_ID,
      };
    case "cancel":
      return { ...EMPTY_ACTION, kind: 2, orderId: action.orderId };
    case "reduce":
      return { ...EMPTY_ACTION, kind: 5, orderId: action.orderId, size: BigInt(action.size) };
    case "cancelByClientId":
      return { ...EMPTY_ACTION, kind: 3, clientId: toHex(action.clientId) };
    case "cancelAll":
      return { ...EMPTY_ACTION, kind: 4, market: action.market ?? EVERY_MARKET };
  }
}

/** The primary type and message of a transaction, in the form viem and wallets take. Unused fields of an action are zero. */
export function typedDataMessage(transaction: UnsignedTransaction): {
  primaryType: PrimaryType;
  message: Record<string, unknown>;
} {
  const { account, body } = transaction;
  const nonce = BigInt(transaction.nonce);
  const expiresAfter = BigInt(transaction.expiresAfter);
  const times = { nonce, expiresAfter };
  switch (body.type) {
    case "trade":
      return {
        primaryType: "Trade",
        message: { account, ...times, actions: body.actions.map(actionMessage) },
      };
    case "withdraw":
      return {
        primaryType: "Withdraw",
        message: { account, recipient: toHex(body.recipient), amount: body.amount, ...times },
      };
    case "transfer":
      return {
        primaryType: "Transfer",
        message: { account, toSub: body.toSub, amount: body.amount, ...times },
      };
    case "approveAgent":
      return {
        primaryType: "ApproveAgent",
        message: { account, agent: toHex(body.agent), agentExpiry: BigInt(body.agentExpiry), ...times },
      };
    case "oracleVote": {
      const prices = body.prices.map((price) => ({
        market: price.market,
        index: BigInt(price.index),
        externalMark: BigInt(price.externalMark),
      }));
      return { primaryType: "OracleVote", message: { validator: account, ...times, prices } };
    }
  }
}

/** Everything a wallet needs to sign `transaction`: what `eth_signTypedData_v4` and viem's `signTypedData` take. */
export function typedData(transaction: UnsignedTransaction, domain: Domain) {
  return {
    domain: {
      name: DOMAIN_NAME,
      version: DOMAIN_VERSION,
      chainId: domain.chainId,
      verifyingContract: toHex(domain.verifyingContract),
    },
    types: typedDataTypes,
    ...typedDataMessage(transaction),
  };
}
