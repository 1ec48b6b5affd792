import { joinLevel } from "../book/book";
import * as account from "../generated/account";
import * as action from "../generated/action";
import { OK } from "../generated/codes";
import * as header from "../generated/header";
import { FLAG_CLIENT_ID, ORDER_OPENED } from "../generated/limits";
import * as market from "../generated/market";
import * as order from "../generated/order";
import * as position from "../generated/position";
import * as taker from "../generated/taker";
import { addOpenLots, isReduceOnly } from "./open-lots";
import { reportOrder } from "./remove";

/** Puts `lots` of the taker's order into `slot` and at the tail of its level (T5), and at the head of its account's list. */
export function restOrder(slot: u32, lots: u32): void {
  const o = order.at(slot);
  const a = taker.account();
  const p = taker.position();
  const m = taker.market();
  order.setId(o, taker.orderId());
  order.setAccount(o, account.indexOf(a));
  order.setMarket(o, market.id(m));
  order.setFlags(o, <u8>action.flags());
  order.setPrice(o, taker.limit());
  order.setLots(o, lots);
  order.setGoodTill(o, action.goodTill());
  order.setPosition(o, position.indexOf(p));
  if ((action.flags() & FLAG_CLIENT_ID) !== 0) {
    order.setClientId(o, action.clientIdAddress());
    account.setClientOrderCount(a, account.clientOrderCount(a) + 1);
  }

  const newest = account.firstOrder(a);
  order.setNextOfAccount(o, newest);
  if (newest !== 0) order.setPreviousOfAccount(order.at(newest), slot);
  account.setFirstOrder(a, slot);
  account.setOrderCount(a, account.orderCount(a) + 1);

  if (isReduceOnly(o)) position.setReduceOnlyCount(p, position.reduceOnlyCount(p) + 1);
  addOpenLots(p, o, lots);
  joinLevel(m, o);
  header.setOpenOrders(header.openOrders() + 1);
  reportOrder(o, ORDER_OPENED, OK, lots, action.size());
}
