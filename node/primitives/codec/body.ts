/** Bodies of transactions, signed or forced (docs/spec/wire.md W2). */
import { ActionFields, ORDER, POST_ONLY, readAction, toAction, writeAction } from "./action.ts";
import { type Cursor, malformed } from "./cursor.ts";
import {
  ADDRESS_BYTES,
  MAX_ACTIONS,
  MAX_SUB_ACCOUNT,
  MAX_VOTE_PRICES,
  TICKS_LIMIT,
  U32_LIMIT,
} from "./limits.ts";
import type { Sink } from "./sink.ts";
import type { Action, TransactionBody, VotePrice } from "./types.ts";

export const TRADE = 1;
export const WITHDRAW = 2;
export const TRANSFER = 3;
export const APPROVE_AGENT = 4;
export const ORACLE_VOTE = 5;

/** The fields of one body as numbers, overwritten by each read. */
export class BodyFields {
  type = 0;
  /** Actions of a Trade, prices of a vote. */
  count = 0;
  /** Where the first action or price starts. */
  itemsAt = 0;
  /** Where recipient or agent starts. */
  addressAt = 0;
  toSub = 0;
  amountLow = 0;
  amountHigh = 0;
  agentExpiry = 0;
  /** Orders among the actions, and those of them that are post-only. */
  orders = 0;
  postOnly = 0;
}

const scratch = new ActionFields();

function readTrade(cursor: Cursor, out: BodyFields): void {
  out.count = count(cursor, MAX_ACTIONS);
  out.itemsAt = cursor.position;
  for (let i = 0; i < out.count; i++) {
    readAction(cursor, scratch);
    if (scratch.kind !== ORDER) continue;
    out.orders++;
    if (scratch.timeInForce === POST_ONLY) out.postOnly++;
  }
}

function count(cursor: Cursor, most: number): number {
  const at = cursor.position;
  const value = cursor.u8();
  if (value === 0 || value > most) malformed(`a count in 1..${most}`, at, "FIELD_RANGE");
  return value;
}

function readAmount(cursor: Cursor, out: BodyFields): void {
  const at = cursor.position;
  cursor.varint();
  if (cursor.low === 0 && cursor.high === 0) malformed("an amount above zero", at, "FIELD_RANGE");
  out.amountLow = cursor.low;
  out.amountHigh = cursor.high;
}

function readPrice(cursor: Cursor, previous: number): VotePrice {
  return {
    market: cursor.varintBelow(U32_LIMIT, previous + 1, "market"),
    index: cursor.varintBelow(TICKS_LIMIT, 1, "index price"),
    externalMark: cursor.varintBelow(TICKS_LIMIT, 0, "external mark"),
  };
}

function readVote(cursor: Cursor, out: BodyFields): void {
  out.count = count(cursor, MAX_VOTE_PRICES);
  out.itemsAt = cursor.position;
  let previous = -1;
  for (let i = 0; i < out.count; i++) previous = readPrice(cursor, previous).market;
}

/** Reads the body of a transaction of `type` into `out`, strictly. */
export function readBody(cursor: Cursor, type: number, out: BodyFields): void {
  out.type = type;
  out.count = 0;
  out.orders = 0;
  out.postOnly = 0;
  switch (type) {
    case TRADE:
      readTrade(cursor, out);
      return;
    case WITHDRAW:
      out.addressAt = cursor.skip(ADDRESS_BYTES);
      readAmount(cursor, out);
      return;
    case TRANSFER:
      out.toSub = cursor.varintBelow(MAX_SUB_ACCOUNT + 1, 0, "sub-account");
      readAmount(cursor, out);
      return;
    case APPROVE_AGENT:
      out.addressAt = cursor.skip(ADDRESS_BYTES);
      out.agentExpiry = cursor.u48();
      return;
    case ORACLE_VOTE:
      readVote(cursor, out);
      return;
    default:
      malformed("a transaction type", cursor.position);
  }
}

/** Rule B2: 0 = cancels and owner's affairs, 1 = orders that are all post-only, 2 = the rest. Votes run before all of them. */
export function executionClass(body: BodyFields): 0 | 1 | 2 {
  if (body.orders === 0) return 0;
  return body.orders === body.postOnly ? 1 : 2;
}

/** Reads the body again as objects; `cursor` stands where the body starts. */
export function toBody(cursor: Cursor, type: number): TransactionBody {
  const fields = new BodyFields();
  readBody(cursor, type, fields);
  const address = () => cursor.bytes.slice(fields.addressAt, fields.addressAt + ADDRESS_BYTES);
  const amount = (BigInt(fields.amountHigh) << 32n) | BigInt(fields.amountLow);
  const end = cursor.position;
  switch (type) {
    case TRADE: {
      const actions: Action[] = [];
      cursor.position = fields.itemsAt;
      while (cursor.position < end) {
        readAction(cursor, scratch);
        actions.push(toAction(cursor.bytes, scratch));
      }
      return { type: "trade", actions };
    }
    case WITHDRAW:
      return { type: "withdraw", recipient: address(), amount };
    case TRANSFER:
      return { type: "transfer", toSub: fields.toSub, amount };
    case APPROVE_AGENT:
      return { type: "approveAgent", agent: address(), agentExpiry: fields.agentExpiry };
    default: {
      const prices: VotePrice[] = [];
      cursor.position = fields.itemsAt;
      while (cursor.position < end) prices.push(readPrice(cursor, prices.at(-1)?.market ?? -1));
      return { type: "oracleVote", prices };
    }
  }
}

/** Appends the body without its type. */
export function writeBody(sink: Sink, body: TransactionBody): void {
  switch (body.type) {
    case "trade":
      sink.u8(body.actions.length);
      for (const action of body.actions) writeAction(sink, action);
      return;
    case "withdraw":
      sink.fixed(body.recipient, ADDRESS_BYTES);
      sink.varint(body.amount);
      return;
    case "transfer":
      sink.varint(body.toSub);
      sink.varint(body.amount);
      return;
    case "approveAgent":
      sink.fixed(body.agent, ADDRESS_BYTES);
      sink.u48(body.agentExpiry);
      return;
    case "oracleVote":
      sink.u8(body.prices.length);
      for (const price of body.prices) {
        sink.varint(price.market);
        sink.varint(price.index);
        sink.varint(price.externalMark);
      }
  }
}
