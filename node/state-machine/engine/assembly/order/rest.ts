import { joinLevel } from "../book/book";
import * as account from "../generated/account";
import * as action from "../generated/action";
import { OK } from "../generated/codes";
import * as header from "../generated/header";
import { FLAG_CLIENT_ID, ORDER_OPENED } from "../generated/limits";
import * as market from "../generated/market";
import * as order from "../generated/order";
import * as position from "../generated/position";
import * as standing from "../generated/standing";
import * as taker from "../generated/taker";
import { forgetStanding } from "../position/margin";
import { orderListOf } from "./account-orders";
import { addOpenLots, isReduceOnly } from "./open-lots";
import { reportOrder } from "./remove";

/** Sixteen zero bytes. */
const NO_CLIENT_ID: u32 = <u32>memory.data(16);

/** Puts `lots` of the taker's order into `slot` and at the tail of its level (T5), and at the head of one of its account's lists. */
export function restOrder(slot: u32, lots: u32): void {
  const o = order.at(slot);
  const a = taker.account();
  const p = taker.position();
  const m = taker.market();
  const hasClientId = (action.flags() & FLAG_CLIENT_ID) !== 0;
  const clientId = hasClientId ? action.clientIdAddress() : NO_CLIENT_ID;
  const list = orderListOf(taker.orderId(), clientId);
  const newest = account.orderLists(a, list);
  order.write(
    o,
    taker.orderId(),
    account.indexOf(a),
    market.id(m),
    <u8>action.flags(),
    taker.limit(),
    lots,
    0,
    0,
    0,
    newest,
    action.goodTill(),
    position.indexOf(p),
    clientId,
  );
  if (hasClientId) account.setClientOrderCount(a, account.clientOrderCount(a) + 1);
  if (newest !== 0) order.setPreviousOfAccount(order.at(newest), slot);
  account.setOrderLists(a, list, slot);
  account.setOrderCount(a, account.orderCount(a) + 1);

  if (isReduceOnly(o)) position.setReduceOnlyCount(p, position.reduceOnlyCount(p) + 1);
  addOpenLots(p, o, lots);
  // Where the order met nobody, the account needs now what it was checked for.
  if (taker.visits() === 0) standing.setInitial(standing.initialWithOrder());
  else forgetStanding();
  joinLevel(m, o);
  header.setOpenOrders(header.openOrders() + 1);
  reportOrder(o, ORDER_OPENED, OK, lots, action.size());
}
