/** Position records, trades (M2), fees (M3) and funding payments (O6). */
import { emit } from "./events.ts";
import { owed } from "./margin.ts";
import { ceilDiv, floorDiv, min } from "./numbers.ts";
import {
  type Account,
  accountOf,
  type Market,
  type Position,
  positionOf,
  type State,
  takeSlot,
} from "./state.ts";

/** The account's record in a market, opened empty if there is none. */
export function openPosition(s: State, account: number, market: number): Position {
  const known = positionOf(s, account, market);
  if (known) return known;
  const { fundingIndex } = s.markets[market]!;
  const slot = takeSlot(s.positionSlots);
  const position: Position = { slot, account, market, size: 0n, cost: 0n, fundingIndex };
  const { positions } = accountOf(s, account);
  positions.push(position);
  positions.sort((a, b) => a.market - b.market);
  return position;
}

/** Frees the record when nothing is held and no order rests. */
export function releaseIfEmpty(s: State, id: number, market: number): void {
  const account = accountOf(s, id);
  const position = positionOf(s, id, market);
  if (position?.size !== 0n) return;
  if (account.orders.some((order) => order.market === market)) return;
  account.positions = account.positions.filter((other) => other !== position);
  s.positionSlots.free.push(position.slot);
}

/** O6. */
export function settleFunding(s: State, position: Position): void {
  const { fundingIndex } = s.markets[position.market]!;
  if (position.fundingIndex === fundingIndex) return;
  const payment = owed(s, position);
  position.fundingIndex = fundingIndex;
  if (position.size === 0n) return;
  accountOf(s, position.account).cash -= payment;
  s.dust += payment;
  const { account, market, size } = position;
  emit(s, "fundingPayment", { account, market, size, payment, fundingIndex });
}

export function settleAllFunding(s: State, account: Account): void {
  for (const position of account.positions) settleFunding(s, position);
}

/** M2: `lots` at `price`, funding settled before; returns the realised profit. */
export function trade(s: State, position: Position, isBuy: boolean, lots: bigint, price: bigint): bigint {
  const market = s.markets[position.market]!;
  const account = accountOf(s, position.account);
  const lotPrice = price * BigInt(market.config.unit);
  const { size, cost } = position;
  let realised = 0n;
  if (isBuy && size >= 0n) {
    position.cost += lots * lotPrice;
  } else if (isBuy) {
    const k = min(lots, -size);
    const closed = k === -size ? -cost : floorDiv(-cost * k, -size);
    realised = closed - k * lotPrice;
    position.cost += closed + (lots - k) * lotPrice;
  } else if (size <= 0n) {
    position.cost -= lots * lotPrice;
  } else {
    const k = min(lots, size);
    const closed = k === size ? cost : ceilDiv(cost * k, size);
    realised = k * lotPrice - closed;
    position.cost -= closed + (lots - k) * lotPrice;
  }
  account.cash += realised;
  changeSize(market, position, isBuy ? size + lots : size - lots);
  return realised;
}

/** Keeps who is long and who is short, in order of taking that side. */
function changeSize(market: Market, position: Position, size: bigint): void {
  const before = Math.sign(Number(position.size));
  const after = Math.sign(Number(size));
  position.size = size;
  if (before === after) return;
  market.longs = market.longs.filter((id) => id !== position.account);
  market.shorts = market.shorts.filter((id) => id !== position.account);
  if (after > 0) market.longs.push(position.account);
  if (after < 0) market.shorts.push(position.account);
}

/** M3: what is charged on a notional at a rate; a rebate (negative rate) is rounded toward zero. */
export const feeOn = (notional: bigint, ppm: number): bigint => ceilDiv(notional * BigInt(ppm), 1_000_000n);
