/** Actions of a Trade (docs/spec/wire.md W2). */
import { NovateError } from "../error.ts";
import { type Cursor, malformed } from "./cursor.ts";
import { CLIENT_ID_BYTES, MAX_SLIPPAGE_BPS, TICKS_LIMIT, U32_LIMIT } from "./limits.ts";
import type { Sink } from "./sink.ts";
import { type Action, type OrderAction, TIMES_IN_FORCE } from "./types.ts";

export const ORDER = 1;
export const CANCEL = 2;
export const CANCEL_BY_CLIENT_ID = 3;
export const CANCEL_ALL = 4;
export const REDUCE = 5;

export const IOC = 1;
export const FOK = 2;
export const POST_ONLY = 3;
export const GTT = 4;

const BUY_FLAG = 1;
const REDUCE_ONLY_FLAG = 16;
const CLIENT_ID_FLAG = 32;
const MARKET_FLAG = 64;
const UNDEFINED_FLAG = 128;

/** The fields of one action as numbers, overwritten by each read: the walk over a block allocates nothing. */
export class ActionFields {
  kind = 0;
  isBuy = false;
  timeInForce = 0;
  reduceOnly = false;
  isMarket = false;
  /** Of an order; of a CancelAll plus one, 0 = every market. */
  market = 0;
  price = 0;
  size = 0;
  goodTill = 0;
  /** Where the 16 bytes start, or -1. */
  clientIdAt = -1;
  orderIdLow = 0;
  orderIdHigh = 0;
}

function readClientId(cursor: Cursor): number {
  const at = cursor.skip(CLIENT_ID_BYTES);
  for (let i = at; i < at + CLIENT_ID_BYTES; i++) if (cursor.bytes[i] !== 0) return at;
  return malformed("a client id that is not zero", at);
}

function readOrder(cursor: Cursor, out: ActionFields): void {
  const start = cursor.position;
  const flags = cursor.u8();
  out.timeInForce = (flags >> 1) & 7;
  if ((flags & UNDEFINED_FLAG) !== 0 || out.timeInForce > GTT) malformed("defined order flags", start);
  out.isBuy = (flags & BUY_FLAG) !== 0;
  out.reduceOnly = (flags & REDUCE_ONLY_FLAG) !== 0;
  out.isMarket = (flags & MARKET_FLAG) !== 0;
  if (out.isMarket && out.timeInForce !== IOC && out.timeInForce !== FOK) {
    malformed("IOC or FOK for a market order", start);
  }
  out.market = cursor.varintBelow(U32_LIMIT - 1, 0, "market");
  out.price = cursor.varintBelow(out.isMarket ? MAX_SLIPPAGE_BPS + 1 : TICKS_LIMIT, 1, "price");
  out.size = cursor.varintBelow(U32_LIMIT, 1, "size");
  out.goodTill = out.timeInForce === GTT ? cursor.u32() : 0;
  out.clientIdAt = (flags & CLIENT_ID_FLAG) !== 0 ? readClientId(cursor) : -1;
}

/** Reads one action into `out`, strictly. */
export function readAction(cursor: Cursor, out: ActionFields): void {
  const start = cursor.position;
  out.kind = cursor.u8();
  switch (out.kind) {
    case ORDER:
      readOrder(cursor, out);
      break;
    case CANCEL:
      cursor.varint();
      out.orderIdLow = cursor.low;
      out.orderIdHigh = cursor.high;
      break;
    case CANCEL_BY_CLIENT_ID:
      out.clientIdAt = readClientId(cursor);
      break;
    case CANCEL_ALL:
      out.market = cursor.varintBelow(U32_LIMIT, 0, "market + 1");
      break;
    case REDUCE:
      cursor.varint();
      out.orderIdLow = cursor.low;
      out.orderIdHigh = cursor.high;
      out.size = cursor.varintBelow(U32_LIMIT, 1, "size");
      break;
    default:
      malformed("an action kind", start);
  }
}

/** The action just read into `fields`, as an object of its own. */
export function toAction(bytes: Uint8Array, fields: ActionFields): Action {
  const clientId = () => bytes.slice(fields.clientIdAt, fields.clientIdAt + CLIENT_ID_BYTES);
  const orderId = () => (BigInt(fields.orderIdHigh) << 32n) | BigInt(fields.orderIdLow);
  switch (fields.kind) {
    case ORDER:
      return {
        kind: "order",
        market: fields.market,
        isBuy: fields.isBuy,
        price: fields.price,
        size: fields.size,
        timeInForce: TIMES_IN_FORCE[fields.timeInForce]!,
        reduceOnly: fields.reduceOnly,
        isMarket: fields.isMarket,
        goodTill: fields.goodTill,
        ...(fields.clientIdAt >= 0 && { clientId: clientId() }),
      };
    case CANCEL:
      return { kind: "cancel", orderId: orderId() };
    case REDUCE:
      return { kind: "reduce", orderId: orderId(), size: fields.size };
    case CANCEL_BY_CLIENT_ID:
      return { kind: "cancelByClientId", clientId: clientId() };
    default:
      return fields.market === 0 ? { kind: "cancelAll" } : { kind: "cancelAll", market: fields.market - 1 };
  }
}

function writeOrder(sink: Sink, order: OrderAction): void {
  const timeInForce = TIMES_IN_FORCE.indexOf(order.timeInForce);
  if (order.timeInForce !== "GTT" && order.goodTill !== 0) {
    throw new NovateError("OUT_OF_RANGE", "expected goodTill 0 unless the order is GTT");
  }
  sink.u8(ORDER);
  sink.u8(
    (order.isBuy ? BUY_FLAG : 0) |
      (timeInForce << 1) |
      (order.reduceOnly ? REDUCE_ONLY_FLAG : 0) |
      (order.clientId ? CLIENT_ID_FLAG : 0) |
      (order.isMarket ? MARKET_FLAG : 0),
  );
  sink.varint(order.market);
  sink.varint(order.price);
  sink.varint(order.size);
  if (order.timeInForce === "GTT") sink.u32(order.goodTill);
  if (order.clientId) sink.fixed(order.clientId, CLIENT_ID_BYTES);
}

/** Appends one action. What a reader would refuse is caught by the transaction's encoder. */
export function writeAction(sink: Sink, action: Action): void {
  switch (action.kind) {
    case "order":
      writeOrder(sink, action);
      return;
    case "cancel":
      sink.u8(CANCEL);
      sink.varint(action.orderId);
      return;
    case "cancelByClientId":
      sink.u8(CANCEL_BY_CLIENT_ID);
      sink.fixed(action.clientId, CLIENT_ID_BYTES);
      return;
    case "cancelAll":
      sink.u8(CANCEL_ALL);
      sink.varint(action.market === undefined ? 0 : action.market + 1);
      return;
    case "reduce":
      sink.u8(REDUCE);
      sink.varint(action.orderId);
      sink.varint(action.size);
      return;
  }
}
