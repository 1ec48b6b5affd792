import * as account from "../generated/account";
import * as action from "../generated/action";
import { CANCELLED, NOT_A_REDUCTION, OK, UNKNOWN_MARKET, UNKNOWN_ORDER } from "../generated/codes";
import * as header from "../generated/header";
import * as order from "../generated/order";
import * as position from "../generated/position";
import { releaseIfEmpty } from "../position/positions";
import { startNewestFirst, takeNewest } from "./account-orders";
import { findByClientId } from "./client-ids";
import { cancelOrder, cutOrder } from "./remove";
import { findOrder } from "./slots";

/** Cancels a resting order and frees its position record if nothing is left in it. */
function cancelAndRelease(o: u32, reason: u32): void {
  const p = position.at(order.position(o));
  cancelOrder(o, reason);
  releaseIfEmpty(p);
}

/** Rule T6: the account's open order named by the action, by id or by client id; 0 if there is none. */
export function findOwnOrder(a: u32, byClientId: bool): u32 {
  if (byClientId) return findByClientId(a);
  const o = findOrder(action.orderId());
  return o !== 0 && order.account(o) === account.indexOf(a) ? o : 0;
}

export function cancelOwnOrder(o: u32): u32 {
  if (o === 0) return UNKNOWN_ORDER;
  cancelAndRelease(o, CANCELLED);
  return OK;
}

/** Rule T9: leaves `lots`, fewer than it has, of a resting order; it keeps its place. */
export function reduceOwnOrder(o: u32, lots: u32): u32 {
  if (o === 0) return UNKNOWN_ORDER;
  if (lots >= order.lots(o)) return NOT_A_REDUCTION;
  cutOrder(o, order.lots(o) - lots, CANCELLED);
  return OK;
}

/** Rule T6, cancel-all: code for the market named by the action (market + 1, 0 = all). */
export function checkCancelAll(): u32 {
  return action.market() > header.marketCount() ? UNKNOWN_MARKET : OK;
}

/** Cancels the account's orders in one market (`marketPlusOne` - 1) or in all (0), newest first; returns how many. */
export function cancelAll(a: u32, marketPlusOne: u32, reason: u32): u32 {
  let cancelled: u32 = 0;
  if (account.orderCount(a) === 0) return 0;
  startNewestFirst(a);
  for (let o = takeNewest(); o !== 0; o = takeNewest()) {
    if (marketPlusOne !== 0 && <u32>order.market(o) + 1 !== marketPlusOne) continue;
    cancelAndRelease(o, reason);
    cancelled++;
  }
  return cancelled;
}
