import * as action from "../generated/action";
import * as actionReceipt from "../generated/actionReceipt";
import { CANCELLED, OK } from "../generated/codes";
import * as order from "../generated/order";
import { CANCEL_ALL, CANCEL_BY_CLIENT_ID, ORDER, REDUCE, readAction } from "../input/action";
import { readByte } from "../input/reader";
import { cancelAll, cancelOwnOrder, checkCancelAll, findOwnOrder, reduceOwnOrder } from "../order/cancel";
import { rememberCancelAll, rememberClientId } from "../order/cancelled";
import { placeOrder } from "../order/place";
import { reportAction, reportFigures, reportPlacement } from "./results";

/** Executes the Trade body at the cursor for account `a`: every action in order, each with its own result (B6). */
export function executeTrade(a: u32): u32 {
  const count = readByte();
  for (let i: u32 = 0; i < count; i++) {
    readAction();
    executeAction(a, i);
  }
  return count;
}

function executeAction(a: u32, index: u32): void {
  const kind = action.kind();
  if (kind === ORDER) {
    const code = placeOrder(a);
    if (code !== OK) reportFigures(index, code);
    reportPlacement(index, code);
  } else if (kind === CANCEL_ALL) {
    const code = checkCancelAll();
    const count = code === OK ? cancelAll(a, action.market(), CANCELLED) : 0;
    if (code === OK) rememberCancelAll(a, action.market());
    actionReceipt.setCount(reportAction(index, code), count);
  } else if (kind === REDUCE) {
    const o = findOwnOrder(a, false);
    const id = o === 0 ? 0 : order.id(o);
    const event = reportAction(index, reduceOwnOrder(o, action.size()));
    actionReceipt.setOrderId(event, id);
    actionReceipt.setRestingLots(event, o === 0 ? 0 : order.lots(o));
  } else {
    const o = findOwnOrder(a, kind === CANCEL_BY_CLIENT_ID);
    const id = o === 0 ? 0 : order.id(o);
    if (o === 0 && kind === CANCEL_BY_CLIENT_ID) rememberClientId(a);
    const code = cancelOwnOrder(o);
    const event = reportAction(index, code);
    actionReceipt.setOrderId(event, id);
    actionReceipt.setCount(event, o === 0 ? 0 : 1);
  }
}
