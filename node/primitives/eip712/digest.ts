/**
 * The EIP-712 digest of a transaction, straight from its canonical bytes: no objects, no typed-data machinery.
 * Equal to `hashTypedData` over `types.ts` for every transaction (property test).
 */
import { ascii } from "../bytes.ts";
import {
  ActionFields,
  CANCEL,
  CANCEL_ALL,
  CANCEL_BY_CLIENT_ID,
  ORDER,
  REDUCE,
  readAction,
} from "../codec/action.ts";
import { APPROVE_AGENT, TRADE, TRANSFER, WITHDRAW } from "../codec/body.ts";
import { Cursor } from "../codec/cursor.ts";
import { EVERY_MARKET, MAX_ACTIONS } from "../codec/limits.ts";
import { scanTransaction, type TransactionFields } from "../codec/transaction.ts";
import { keccak256 } from "../keccak.ts";
import { typedDataTypes } from "./types.ts";
import { Words } from "./words.ts";

function typeHash(name: keyof typeof typedDataTypes, ...nested: (keyof typeof typedDataTypes)[]): Uint8Array {
  const line = (type: keyof typeof typedDataTypes) =>
    `${type}(${typedDataTypes[type].map((field) => `${field.type} ${field.name}`).join(",")})`;
  return keccak256(ascii([name, ...nested].map(line).join("")));
}

const TRADE_TYPE = typeHash("Trade", "Action");
const ACTION_TYPE = typeHash("Action");
const WITHDRAW_TYPE = typeHash("Withdraw");
const TRANSFER_TYPE = typeHash("Transfer");
const APPROVE_AGENT_TYPE = typeHash("ApproveAgent");
const ORACLE_VOTE_TYPE = typeHash("OracleVote", "Price");
const PRICE_TYPE = typeHash("Price");

// Scratch space, reused by every digest: one thread, no call re-enters.
const action = new ActionFields();
const item = new Words(12);
const items = new Words(MAX_ACTIONS);
const struct = new Words(6);
const final = new Uint8Array(66);
final[0] = 0x19;
final[1] = 0x01;

function hashAction(bytes: Uint8Array): Uint8Array {
  const isOrder = action.kind === ORDER;
  item.reset().word(ACTION_TYPE).integer(action.kind);
  item.integer(isOrder ? action.market : action.kind === CANCEL_ALL ? allMarket(action.market) : 0);
  item.integer(isOrder && action.isBuy ? 1 : 0);
  item.integer(isOrder ? action.price : 0);
  item.integer(isOrder || action.kind === REDUCE ? action.size : 0);
  item.integer(isOrder ? action.timeInForce : 0);
  item.integer(isOrder && action.reduceOnly ? 1 : 0).integer(isOrder && action.isMarket ? 1 : 0);
  item.integer(isOrder ? action.goodTill : 0);
  if (action.kind === CANCEL || action.kind === REDUCE) item.halves(action.orderIdLow, action.orderIdHigh);
  else item.integer(0);
  if (action.kind === CANCEL_BY_CLIENT_ID || (isOrder && action.clientIdAt >= 0)) {
    item.slice(bytes, action.clientIdAt, 16, "left");
  } else item.integer(0);
  return item.hash();
}

function allMarket(plusOne: number): number {
  return plusOne === 0 ? EVERY_MARKET : plusOne - 1;
}

function hashActions(bytes: Uint8Array, fields: TransactionFields): Uint8Array {
  const cursor = new Cursor(bytes, fields.body.itemsAt, fields.signatureAt);
  items.reset();
  for (let i = 0; i < fields.body.count; i++) {
    readAction(cursor, action);
    items.word(hashAction(bytes));
  }
  return items.hash();
}

function hashPrices(bytes: Uint8Array, fields: TransactionFields): Uint8Array {
  const cursor = new Cursor(bytes, fields.body.itemsAt, fields.signatureAt);
  items.reset();
  for (let i = 0; i < fields.body.count; i++) {
    item.reset().word(PRICE_TYPE);
    for (let field = 0; field < 3; field++) {
      cursor.varint();
      item.halves(cursor.low, cursor.high);
    }
    items.word(item.hash());
  }
  return items.hash();
}

function hashStruct(bytes: Uint8Array, fields: TransactionFields): Uint8Array {
  const { body, account, nonce, expiresAfter } = fields;
  struct.reset();
  switch (body.type) {
    case TRADE:
      return struct
        .word(TRADE_TYPE)
        .integer(account)
        .integer(nonce)
        .integer(expiresAfter)
        .word(hashActions(bytes, fields))
        .hash();
    case WITHDRAW:
      struct.word(WITHDRAW_TYPE).integer(account).slice(bytes, body.addressAt, 20, "right");
      return struct.halves(body.amountLow, body.amountHigh).integer(nonce).integer(expiresAfter).hash();
    case TRANSFER:
      struct.word(TRANSFER_TYPE).integer(account).integer(body.toSub);
      return struct.halves(body.amountLow, body.amountHigh).integer(nonce).integer(expiresAfter).hash();
    case APPROVE_AGENT:
      struct.word(APPROVE_AGENT_TYPE).integer(account).slice(bytes, body.addressAt, 20, "right");
      return struct.integer(body.agentExpiry).integer(nonce).integer(expiresAfter).hash();
    default:
      return struct
        .word(ORACLE_VOTE_TYPE)
        .integer(account)
        .integer(nonce)
        .integer(expiresAfter)
        .word(hashPrices(bytes, fields))
        .hash();
  }
}

/**
 * The 32-byte digest of the transaction whose `fields` were read from `bytes` (a block or a single transaction).
 * Two microseconds for an order. `separator` is {@link domainSeparator}'s.
 */
export function digestOf(bytes: Uint8Array, fields: TransactionFields, separator: Uint8Array): Uint8Array {
  final.set(separator, 2);
  final.set(hashStruct(bytes, fields), 34);
  return keccak256(final);
}

/** The digest of `bytes`, which must be exactly one transaction. Throws as `scanTransaction`. */
export function transactionDigest(bytes: Uint8Array, separator: Uint8Array): Uint8Array {
  return digestOf(bytes, scanTransaction(bytes), separator);
}
