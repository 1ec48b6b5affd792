import { isBuyOrder } from "../book/book";
import { FLAG_REDUCE_ONLY } from "../generated/limits";
import * as order from "../generated/order";
import * as position from "../generated/position";

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

/** Takes `lots` of a resting order out of the position's open lots. */
export function dropOpenLots(p: u32, o: u32, lots: u32): void {
  if (isReduceOnly(o)) position.setReduceOnlyLots(p, position.reduceOnlyLots(p) - lots);
  else if (isBuyOrder(o)) position.setOpenBuyLots(p, position.openBuyLots(p) - lots);
  else position.setOpenSellLots(p, position.openSellLots(p) - lots);
}
