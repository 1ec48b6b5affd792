import { magnitude } from "../arithmetic/rounding";
import * as account from "../generated/account";
import { REDUCE_ONLY_CUT } from "../generated/codes";
import * as order from "../generated/order";
import * as picked from "../generated/picked";
import * as position from "../generated/position";
import { ORDER_LISTS } from "./account-orders";
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
  if (excess <= 0) return;
  pickReduceOnly(p);
  for (let i: u32 = 0; excess > 0; i++) {
    const o = picked.order(picked.at(i));
    const lots = <i64>order.lots(o);
    if (lots <= excess) cancelOrder(o, REDUCE_ONLY_CUT);
    else cutOrder(o, <u32>excess, REDUCE_ONLY_CUT);
    excess -= lots;
  }
}

/** Picks the position's resting reduce-only orders, at most 16, newest first. */
function pickReduceOnly(p: u32): void {
  const own = position.indexOf(p);
  const a = account.at(position.account(p));
  let count: u32 = 0;
  for (let list: u32 = 0; list < ORDER_LISTS; list++) {
    for (let slot = account.orderLists(a, list); slot !== 0; ) {
      const o = order.at(slot);
      slot = order.nextOfAccount(o);
      if (order.position(o) !== own || !isReduceOnly(o)) continue;
      insertPicked(o, count);
      count++;
    }
  }
}

/** Keeps the `count` picked orders sorted, the newest first. */
function insertPicked(o: u32, count: u32): void {
  const id = order.id(o);
  let i = count;
  for (; i > 0 && picked.id(picked.at(i - 1)) < id; i--) {
    picked.setId(picked.at(i), picked.id(picked.at(i - 1)));
    picked.setOrder(picked.at(i), picked.order(picked.at(i - 1)));
  }
  picked.setId(picked.at(i), id);
  picked.setOrder(picked.at(i), o);
}
