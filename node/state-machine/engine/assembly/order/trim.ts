import { magnitude } from "../arithmetic/rounding";
import * as account from "../generated/account";
import { REDUCE_ONLY_CUT } from "../generated/codes";
import * as order from "../generated/order";
import * as position from "../generated/position";
import { isReduceOnly } from "./open-lots";
import { cancelOrder, cutOrder } from "./remove";

/**
 * Rule T7: after a position changed from `before` lots, its resting reduce-only orders may close at most what is left of
 * it; the newest give way first. Walks at most 200 orders.
 */
export function trimReduceOnly(p: u32, before: i64): void {
  if (position.reduceOnlyCount(p) === 0) return;
  const size = position.size(p);
  // A side change leaves none of them on the closing side.
  const allowed = size > 0 === before > 0 && size !== 0 ? magnitude(size) : 0;
  let excess = <i64>position.reduceOnlyLots(p) - <i64>allowed;
  let slot = account.firstOrder(account.at(position.account(p)));
  const own = position.indexOf(p);
  while (excess > 0) {
    const o = order.at(slot);
    slot = order.nextOfAccount(o);
    if (order.position(o) !== own || !isReduceOnly(o)) continue;
    const lots = <i64>order.lots(o);
    if (lots <= excess) cancelOrder(o, REDUCE_ONLY_CUT);
    else cutOrder(o, <u32>excess, REDUCE_ONLY_CUT);
    excess -= lots;
  }
}
