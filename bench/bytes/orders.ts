/** Orders as a market sees them, for counting bytes: limits near a wandering mark, round sizes among odd ones, many accounts. */
import { encodeTransaction } from "../../node/primitives/codec/transaction.ts";
import type { OrderAction, Transaction } from "../../node/primitives/codec/types.ts";
import { seededRng } from "../../node/primitives/rng.ts";

export const ACCOUNTS = 100_000;
const MARKETS = [
  { mark: 970_000, lots: 1_000 },
  { mark: 340_000, lots: 5_000 },
  { mark: 18_000, lots: 50_000 },
] as const;
/** Nonces of one block's transactions lie this close together, ms. */
const NONCE_SPREAD_MS = 1_000;
const START_MS = 1_790_000_000_000;
const ROUND_SHARE = 0.6;
const POST_ONLY_SHARE = 0.5;
const IOC_SHARE = 0.25;
const MAX_DISTANCE = 0.01;

export interface SampleOptions {
  readonly orders: number;
  readonly actionsPerTransaction: number;
  readonly seed: number;
}

/** Signed transactions; signatures are random bytes, which is what they look like to any encoding. */
export function sampleTransactions({ actionsPerTransaction, orders, seed }: SampleOptions): Transaction[] {
  const rng = seededRng(seed);
  const unit = (): number => rng.uint32() / 2 ** 32;
  const below = (bound: number): number => Math.floor(unit() * bound);
  const action = (): OrderAction => {
    const market = below(MARKETS.length);
    const { lots, mark } = MARKETS[market]!;
    const isBuy = unit() < 0.5;
    // Most orders lie close to the mark.
    const distance = Math.ceil(mark * MAX_DISTANCE * unit() ** 3) * (isBuy ? -1 : 1);
    const size = unit() < ROUND_SHARE ? lots * (1 + below(10)) : 1 + below(lots * 10);
    const roll = unit();
    return {
      ...{ kind: "order", market, isBuy, price: mark + distance, size },
      timeInForce: roll < POST_ONLY_SHARE ? "POST_ONLY" : roll < POST_ONLY_SHARE + IOC_SHARE ? "IOC" : "GTC",
      reduceOnly: unit() < 0.1,
      ...{ isMarket: false, goodTill: 0 },
    };
  };
  return Array.from({ length: orders / actionsPerTransaction }, () => ({
    account: 1 + below(ACCOUNTS),
    nonce: START_MS + below(NONCE_SPREAD_MS),
    expiresAfter: 0,
    body: { type: "trade", actions: Array.from({ length: actionsPerTransaction }, action) },
    signature: Uint8Array.from({ length: 64 }, () => below(256)),
  }));
}

export const toWire = (transactions: readonly Transaction[]): Uint8Array[] =>
  transactions.map(encodeTransaction);

/** The same as JSON, numbers as numbers and the signature in base64: shorter than what venues really take. */
export function toJson(transactions: readonly Transaction[]): Uint8Array[] {
  return transactions.map(({ signature, ...rest }) =>
    Buffer.from(JSON.stringify({ ...rest, signature: Buffer.from(signature).toString("base64") })),
  );
}

/** The same as protobuf (proto3, defaults left out), with one small field number each and messages for the orders. */
export function toProtobuf(transactions: readonly Transaction[]): Uint8Array[] {
  return transactions.map(({ account, body, nonce, signature }) => {
    if (body.type !== "trade") throw new Error("expected a trade");
    const orders = (body.actions as readonly OrderAction[]).map((order) =>
      bytes(
        4,
        Buffer.concat([
          uint(1, order.market),
          uint(2, order.isBuy ? 1 : 0),
          uint(3, order.price),
          uint(4, order.size),
          uint(5, ["GTC", "IOC", "FOK", "POST_ONLY", "GTT"].indexOf(order.timeInForce)),
          uint(6, order.reduceOnly ? 1 : 0),
        ]),
      ),
    );
    return Buffer.concat([uint(1, account), uint(2, nonce), ...orders, bytes(5, signature)]);
  });
}

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) | 0x80);
  out.push(rest);
  return Buffer.from(out);
}

const uint = (field: number, value: number): Buffer =>
  value === 0 ? Buffer.alloc(0) : Buffer.concat([varint(field * 8), varint(value)]);
const bytes = (field: number, value: Uint8Array): Buffer =>
  Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
