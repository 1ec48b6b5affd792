/** Closing what the book did not take against opposite positions (L3). */
import { trimReduceOnly } from "./book.ts";
import { COUNTERPARTIES } from "./bounds.ts";
import { emit } from "./events.ts";
import { abs, floorDiv, max, min } from "./numbers.ts";
import { releaseIfEmpty, settleFunding, trade } from "./positions.ts";
import { type Position, positionOf, type State } from "./state.ts";

/** One closing of L3: the counterparty and the profit it realised. */
export interface Closing {
  readonly account: number;
  readonly profit: bigint;
}

/** Closes as much of the position as the other side holds; returns the closings in account order. */
export function deleverage(s: State, position: Position): Closing[] {
  const { account, market: id, size } = position;
  const market = s.markets[id]!;
  const others = (size > 0n ? market.shorts : market.longs).slice(0, COUNTERPARTIES).sort((a, b) => a - b);
  s.riskVisitsLeft -= others.length;
  const sizes = others.map((other) => abs(positionOf(s, other, id)!.size));
  const closings: Closing[] = [];
  for (const [i, lots] of allocate(abs(size), sizes).entries()) {
    if (lots > 0n) closings.push(closeAgainst(s, position, others[i]!, lots));
  }
  releaseIfEmpty(s, account, id);
  return closings;
}

/** Shares of min(wanted, sum of sizes) in proportion to the sizes; what rounding leaves goes to the first that have more. */
export function allocate(wanted: bigint, sizes: readonly bigint[]): bigint[] {
  const sum = sizes.reduce((total, size) => total + size, 0n);
  if (sum === 0n) return [];
  const total = min(wanted, sum);
  const shares = sizes.map((size) => floorDiv(total * size, sum));
  let missing = total - shares.reduce((given, share) => given + share, 0n);
  return shares.map((share, i) => {
    if (missing === 0n || share === sizes[i]) return share;
    missing -= 1n;
    return share + 1n;
  });
}

function closeAgainst(s: State, position: Position, counterparty: number, lots: bigint): Closing {
  const { account, market } = position;
  const { mark: price } = s.markets[market]!;
  const other = positionOf(s, counterparty, market)!;
  settleFunding(s, other);
  const before = other.size;
  const closesLong = position.size > 0n;
  const accountPnl = trade(s, position, !closesLong, lots, BigInt(price));
  const counterpartyPnl = trade(s, other, closesLong, lots, BigInt(price));
  emit(s, "deleveraging", {
    account,
    counterparty,
    market,
    accountIsBuy: closesLong ? 0 : 1,
    price,
    lots: Number(lots),
    accountPnl,
    counterpartyPnl,
    accountSize: position.size,
    counterpartySize: other.size,
  });
  trimReduceOnly(s, other, before);
  releaseIfEmpty(s, counterparty, market);
  return { account: counterparty, profit: max(0n, counterpartyPnl) };
}
