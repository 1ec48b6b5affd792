import { leaveLevel, shrinkInLevel } from "../book/book";
import * as account from "../generated/account";
import * as header from "../generated/header";
import { FLAG_CLIENT_ID, ORDER_CANCELLED, ORDER_CUT } from "../generated/limits";
import * as market from "../generated/market";
import * as order from "../generated/order";
import * as orderUpdate from "../generated/orderUpdate";
import * as position from "../generated/position";
import { orderListOf } from "./account-orders";
import { dropOpenLots, isReduceOnly } from "./open-lots";
import { freeOrderSlot } from "./slots";

/** Reports what happened to a resting order; `change` = lots it gained or lost by this. */
export function reportOrder(o: u32, kind: u32, reason: u32, lots: u32, change: u32): void {
  const event = orderUpdate.claim();
  orderUpdate.setEvent(event, <u8>kind);
  orderUpdate.setFlags(event, order.flags(o));
  orderUpdate.setReason(event, <u16>reason);
  orderUpdate.setOrderId(event, order.id(o));
  orderUpdate.setAccount(event, order.account(o));
  orderUpdate.setMarket(event, order.market(o));
  orderUpdate.setPrice(event, order.price(o));
  orderUpdate.setLots(event, lots);
  orderUpdate.setChange(event, change);
  orderUpdate.setGoodTill(event, order.goodTill(o));
  orderUpdate.setClientId(event, order.clientIdAddress(o));
}

/** Takes a resting order off the book and reports why. The position record stays, even if it is empty now. */
export function cancelOrder(o: u32, reason: u32): void {
  reportOrder(o, ORDER_CANCELLED, reason, 0, order.lots(o));
  dropOpenLots(position.at(order.position(o)), o, order.lots(o));
  unlinkOrder(o);
}

/** Takes `lots`, fewer than it has, off a resting order and reports why. It keeps its place. */
export function cutOrder(o: u32, lots: u32, reason: u32): void {
  reportOrder(o, ORDER_CUT, reason, order.lots(o) - lots, lots);
  dropOpenLots(position.at(order.position(o)), o, lots);
  shrinkInLevel(market.at(order.market(o)), o, lots);
}

/** Takes an order whose open lots are accounted for out of its level and its account's list, and frees it. */
export function unlinkOrder(o: u32): void {
  leaveLevel(market.at(order.market(o)), o);
  const a = account.at(order.account(o));
  const previous = order.previousOfAccount(o);
  const next = order.nextOfAccount(o);
  if (previous !== 0) order.setNextOfAccount(order.at(previous), next);
  else account.setOrderLists(a, orderListOf(order.id(o), order.clientIdAddress(o)), next);
  if (next !== 0) order.setPreviousOfAccount(order.at(next), previous);
  account.setOrderCount(a, account.orderCount(a) - 1);
  if ((order.flags(o) & FLAG_CLIENT_ID) !== 0)
    account.setClientOrderCount(a, account.clientOrderCount(a) - 1);
  if (isReduceOnly(o)) {
    const p = position.at(order.position(o));
    position.setReduceOnlyCount(p, position.reduceOnlyCount(p) - 1);
  }
  header.setOpenOrders(header.openOrders() - 1);
  freeOrderSlot(order.indexOf(o));
}
