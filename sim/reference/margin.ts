/** Equity (M1), margin (R1, R2) and what may leave an account (M5). */
import { abs, ceilDiv, max, min } from "./numbers.ts";
import type { Account, Market, Order, Position, State } from "./state.ts";
import { FLAG } from "./wire.ts";

const PPM = 1_000_000n;
const PPB = 1_000_000_000n;

export const isBuy = (order: Order): boolean => (order.flags & FLAG.buy) !== 0;
export const isReduceOnly = (order: Order): boolean => (order.flags & FLAG.reduceOnly) !== 0;

/** Usd6 of one lot at the mark. */
export const lotValue = (market: Market): bigint => BigInt(market.mark) * BigInt(market.config.unit);

/** O6: unsettled funding; positive = the account pays. */
export function owed(s: State, position: Position): bigint {
  const market = s.markets[position.market]!;
  return ceilDiv(position.size * (market.fundingIndex - position.fundingIndex), PPB);
}

/** M1 of one position, funding not counted. */
export function profit(s: State, position: Position): bigint {
  return position.size * lotValue(s.markets[position.market]!) - position.cost;
}

/** M1. */
export function equity(s: State, account: Account): bigint {
  let sum = account.cash;
  for (const position of account.positions) sum += profit(s, position) - owed(s, position);
  return sum;
}

/** O2. */
export function isStale(s: State, market: Market): boolean {
  return market.indexTime + s.parameters.indexMaxAge < s.timestamp;
}

/** Lots of the account's resting orders of one side of a market that are not reduce-only. */
export function openLots(account: Account, market: number, buys: boolean): bigint {
  let lots = 0;
  for (const order of account.orders)
    if (order.market === market && isBuy(order) === buys && !isReduceOnly(order)) lots += order.lots;
  return BigInt(lots);
}

/** Lots of the account's resting reduce-only orders in a market. */
export function reduceOnlyLots(account: Account, market: number): bigint {
  let lots = 0;
  for (const order of account.orders) if (order.market === market && isReduceOnly(order)) lots += order.lots;
  return BigInt(lots);
}

/** R1, with further open lots on each side. */
export function exposure(account: Account, market: number, moreBuy = 0n, moreSell = 0n): bigint {
  const size = account.positions.find((position) => position.market === market)?.size ?? 0n;
  return max(
    abs(size + openLots(account, market, true) + moreBuy),
    abs(size - openLots(account, market, false) - moreSell),
  );
}

/** R2: initial margin with positions and orders, and with further open lots in market `extra`. */
export function initialMargin(
  s: State,
  account: Account,
  extra?: { market: number; buy: bigint; sell: bigint },
): bigint {
  const markets = new Set(account.positions.map((position) => position.market));
  if (extra) markets.add(extra.market);
  let sum = 0n;
  for (const id of markets) {
    const market = s.markets[id]!;
    const more = extra && extra.market === id ? extra : { buy: 0n, sell: 0n };
    const lots = exposure(account, id, more.buy, more.sell);
    sum += ceilDiv(lots * lotValue(market) * BigInt(market.config.imfPpm), PPM);
  }
  return sum;
}

/** R4: initial margin of the positions alone, with `size` lots in market `id`. */
export function positionMargin(s: State, account: Account, id: number, size: bigint): bigint {
  let sum = 0n;
  for (const position of account.positions) {
    const market = s.markets[position.market]!;
    const lots = abs(position.market === id ? size : position.size);
    sum += ceilDiv(lots * lotValue(market) * BigInt(market.config.imfPpm), PPM);
  }
  return sum;
}

/** R2. */
export function maintenanceMargin(s: State, account: Account): bigint {
  let sum = 0n;
  for (const position of account.positions) {
    const market = s.markets[position.market]!;
    sum += ceilDiv(abs(position.size) * lotValue(market) * BigInt(market.config.mmfPpm), PPM);
  }
  return sum;
}

/** M5: what may leave the account. */
export function withdrawable(s: State, account: Account): bigint {
  let cash = account.cash;
  let losses = 0n;
  for (const position of account.positions) {
    cash -= owed(s, position);
    losses += min(0n, profit(s, position));
  }
  return max(0n, min(cash, cash + losses - initialMargin(s, account)));
}
