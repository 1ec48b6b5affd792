/** Transactions and messages (wire.md W2, W3) as plain objects. */
import { Malformed, type Reader } from "./reader.ts";

const U32 = 2 ** 32 - 1;
/** Prices in ticks lie below this. */
const TICKS = 2 ** 22;
const SLIPPAGE_BPS = 5000;

export const FLAG = { buy: 1, reduceOnly: 16, clientId: 32, market: 64 } as const;
export const TIF = { gtc: 0, ioc: 1, fok: 2, postOnly: 3, gtt: 4 } as const;
export const NO_CLIENT_ID = "0".repeat(32);

export interface OrderAction {
  readonly kind: "order";
  readonly flags: number;
  readonly tif: number;
  readonly isBuy: boolean;
  readonly reduceOnly: boolean;
  readonly isMarket: boolean;
  readonly market: number;
  /** Ticks, or basis points of the mark for a market order. */
  readonly price: number;
  readonly size: number;
  readonly goodTill: number;
  readonly clientId: string;
}

export type Action =
  | OrderAction
  | { readonly kind: "cancel"; readonly orderId: bigint }
  | { readonly kind: "cancelByClientId"; readonly clientId: string }
  /** `market` undefined = every market. */
  | { readonly kind: "cancelAll"; readonly market: number | undefined }
  | { readonly kind: "reduce"; readonly orderId: bigint; readonly size: number };

export interface VotePrice {
  readonly market: number;
  readonly index: number;
  readonly externalMark: number;
}

export type Body =
  | { readonly type: 1; readonly actions: readonly Action[] }
  | { readonly type: 2; readonly recipient: string; readonly amount: bigint }
  | { readonly type: 3; readonly toSub: number; readonly amount: bigint }
  | { readonly type: 4; readonly agent: string; readonly expiry: number }
  | { readonly type: 5; readonly prices: readonly VotePrice[] };

export interface Transaction {
  readonly account: number;
  readonly nonce: number;
  readonly expiresAfter: number;
  readonly body: Body;
  readonly signature: Uint8Array;
}

export interface Message {
  readonly kind: number;
  readonly index: bigint;
  readonly l1Block: bigint;
  readonly l1Time: bigint;
  readonly sender: string;
  readonly payload: Uint8Array;
}

export function readTransaction(reader: Reader): Transaction {
  const type = reader.uint(1);
  const account = reader.range(0, U32);
  const nonce = reader.uint(6);
  const expiresAfter = reader.uint(6);
  const body = readBody(reader, type);
  return { account, nonce, expiresAfter, body, signature: reader.take(64) };
}

/** The body of a transaction of this type. */
export function readBody(reader: Reader, type: number): Body {
  if (type === 1) return { type, actions: list(reader, 100, readAction) };
  if (type === 2) return { type, recipient: reader.hex(20), amount: readAmount(reader) };
  if (type === 3) return { type, toSub: reader.range(0, 127), amount: readAmount(reader) };
  if (type === 4) return { type, agent: reader.hex(20), expiry: reader.uint(6) };
  if (type === 5) return { type, prices: readPrices(reader) };
  throw new Malformed();
}

function list<T>(reader: Reader, most: number, read: (reader: Reader) => T): T[] {
  const count = reader.uint(1);
  if (count === 0 || count > most) throw new Malformed();
  return Array.from({ length: count }, () => read(reader));
}

function readAmount(reader: Reader): bigint {
  const amount = reader.varint();
  if (amount === 0n) throw new Malformed();
  return amount;
}

function readPrices(reader: Reader): VotePrice[] {
  const prices = list(reader, 64, () => ({
    market: reader.range(0, U32),
    index: reader.range(1, TICKS - 1),
    externalMark: reader.range(0, TICKS - 1),
  }));
  if (prices.some((price, i) => i > 0 && price.market <= prices[i - 1]!.market)) throw new Malformed();
  return prices;
}

function readAction(reader: Reader): Action {
  const kind = reader.uint(1);
  if (kind === 1) return readOrder(reader);
  if (kind === 2) return { kind: "cancel", orderId: reader.varint() };
  if (kind === 3) return { kind: "cancelByClientId", clientId: readClientId(reader) };
  if (kind === 4) {
    const marketPlusOne = reader.range(0, U32);
    return { kind: "cancelAll", market: marketPlusOne === 0 ? undefined : marketPlusOne - 1 };
  }
  if (kind === 5) return { kind: "reduce", orderId: reader.varint(), size: reader.range(1, U32) };
  throw new Malformed();
}

function readOrder(reader: Reader): OrderAction {
  const flags = reader.uint(1);
  const tif = (flags >> 1) & 7;
  const isMarket = (flags & FLAG.market) !== 0;
  if (flags >= 128 || tif > TIF.gtt) throw new Malformed();
  if (isMarket && tif !== TIF.ioc && tif !== TIF.fok) throw new Malformed();
  return {
    kind: "order",
    flags,
    tif,
    isBuy: (flags & FLAG.buy) !== 0,
    reduceOnly: (flags & FLAG.reduceOnly) !== 0,
    isMarket,
    market: reader.range(0, U32 - 1),
    price: reader.range(1, isMarket ? SLIPPAGE_BPS : TICKS - 1),
    size: reader.range(1, U32),
    goodTill: tif === TIF.gtt ? reader.uint(4) : 0,
    clientId: (flags & FLAG.clientId) !== 0 ? readClientId(reader) : NO_CLIENT_ID,
  };
}

function readClientId(reader: Reader): string {
  const id = reader.hex(16);
  if (id === NO_CLIENT_ID) throw new Malformed();
  return id;
}

export function readMessage(reader: Reader): Message {
  const kind = reader.uint(1);
  const index = reader.u64();
  const l1Block = reader.u64();
  const l1Time = reader.u64();
  const sender = reader.hex(20);
  return { kind, index, l1Block, l1Time, sender, payload: reader.take(reader.uint(2)) };
}
