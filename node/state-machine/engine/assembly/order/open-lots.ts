import { isBuyOrder } from "../book/book";
import { FLAG_REDUCE_ONLY } from "../generated/limits";
import * as market from "../generated/market";
import * as order from "../generated/order";
import * as position from "../generated/position";
import * as standing from "../generated/standing";
import { exposureWith, initialFor } from "../position/margin";

// @ts-expect-error: decorator
@inline
export function isReduceOnly(o: u32): bool {
  return (order.flags(o) & FLAG_REDUCE_ONLY) !== 0;
}

/** Counts `lots` of a resting order into the position's open lots (R1, T7). */
export function addOpenLots(p: u32, o: u32, lots: u32): void {
  if (isReduceOnly(o)) position.setReduceOnlyLots(p, position.reduceOnlyLots(p) + lots);
  else if (isBuyOrder(o)) position.setOpenBuyLots(p, position.openBuyLots(p) + lots);
  else position.setOpenSellLots(p, position.openSellLots(p) + lots);
}

/** Takes `lots` of a resting order out of the position's open lots; the standing record follows. */
export function dropOpenLots(p: u32, o: u32, lots: u32): void {
  if (isReduceOnly(o)) {
    position.setReduceOnlyLots(p, position.reduceOnlyLots(p) - lots);
    return;
  }
  const before = exposureWith(p, 0, 0);
  if (isBuyOrder(o)) position.setOpenBuyLots(p, position.openBuyLots(p) - lots);
  else position.setOpenSellLots(p, position.openSellLots(p) - lots);
  if (standing.account() !== position.account(p)) return;
  const after = exposureWith(p, 0, 0);
  if (after === before) return;
  const m = market.at(position.market(p));
  standing.setInitial(standing.initial() - initialFor(m, before) + initialFor(m, after));
}
