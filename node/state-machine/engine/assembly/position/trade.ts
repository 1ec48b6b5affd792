import { magnitude } from "../arithmetic/rounding";
import { mulDivDown, mulDivUp } from "../arithmetic/wide";
import * as account from "../generated/account";
import * as market from "../generated/market";
import * as position from "../generated/position";
import { forgetSafety } from "../risk/odometer";
import { setSize } from "./sides";

/**
 * Rule M2: `lots` traded at `price`; a part that reduces the position realises profit into cash, rounded against the
 * account; the rest opens. Funding must be settled. Returns the realised profit, Usd6. Fees are not this rule's.
 */
export function applyTrade(a: u32, m: u32, p: u32, isBuy: bool, lots: u32, price: u32): i64 {
  const size = position.size(p);
  const side: i64 = isBuy ? 1 : -1;
  const lotValue = <i64>price * <i64>market.unit(m);
  let opening = <i64>lots;
  let cost = position.cost(p);
  let profit: i64 = 0;
  if (size * side < 0) {
    const closing = min<i64>(opening, size < 0 ? -size : size);
    const closed = closedCost(cost, size, closing);
    // A long gets the notional and gives up its cost; a short the other way round.
    profit = isBuy ? closed - closing * lotValue : closing * lotValue - closed;
    cost += side * closed;
    opening -= closing;
    account.setCash(a, account.cash(a) + profit);
  }
  forgetSafety(account.indexOf(a));
  position.setCost(p, cost + side * opening * lotValue);
  setSize(m, p, size + side * <i64>lots);
  return profit;
}

/** The magnitude of cost that leaves with `closing` lots: up for a long, down for a short, exact when all of it goes. */
function closedCost(cost: i64, size: i64, closing: i64): i64 {
  const whole = magnitude(size);
  if (<u64>closing === whole) return <i64>magnitude(cost);
  return size > 0
    ? <i64>mulDivUp(<u64>cost, <u64>closing, whole)
    : <i64>mulDivDown(magnitude(cost), <u64>closing, whole);
}
