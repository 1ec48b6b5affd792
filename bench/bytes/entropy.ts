/** What no encoding can go below: the information in the fields, each as surprising as its own distribution makes it. */
import type { OrderAction, Transaction } from "../../node/primitives/codec/types.ts";
import { ACCOUNTS } from "./orders.ts";

const SIGNATURE_BITS = 512;

/** Shannon's entropy of the values' frequencies, in bits a value. */
function entropyBits(values: readonly (number | string)[]): number {
  const counts = new Map<number | string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / values.length) * Math.log2(count / values.length);
  return bits;
}

/**
 * Bytes an order takes at least, under a model that knows every field's distribution: account and signature are uniform, the
 * nonce is known to the second, a price given its market and side. An estimate, of the model's traffic.
 */
export function entropyFloor(transactions: readonly Transaction[], nonceSpreadMs = 1_000): number {
  const orders = transactions.flatMap(({ body }) =>
    body.type === "trade" ? body.actions : [],
  ) as OrderAction[];
  const perTransaction = SIGNATURE_BITS + Math.log2(ACCOUNTS) + Math.log2(nonceSpreadMs);
  const kinds = orders.map(({ isBuy, market, reduceOnly, timeInForce }) =>
    [market, isBuy, timeInForce, reduceOnly].join(),
  );
  const places = new Set(orders.map(({ isBuy, market }) => `${market},${isBuy}`));
  let perOrder = entropyBits(kinds);
  for (const place of places) {
    const there = orders.filter(({ isBuy, market }) => `${market},${isBuy}` === place);
    const share = there.length / orders.length;
    perOrder +=
      share * (entropyBits(there.map(({ price }) => price)) + entropyBits(there.map(({ size }) => size)));
  }
  return ((perTransaction * transactions.length) / orders.length + perOrder) / 8;
}
