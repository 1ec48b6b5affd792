import * as account from "../generated/account";
import * as action from "../generated/action";
import { FLAG_CLIENT_ID } from "../generated/limits";
import * as order from "../generated/order";
import { orderListOf } from "./account-orders";

/** The account's open order with the action's client id, or 0. Walks one list: at most 200 orders, a sixteenth of them unless their client ids were chosen for it. */
export function findByClientId(a: u32): u32 {
  if (account.clientOrderCount(a) === 0) return 0;
  const wanted = action.clientIdAddress();
  const low = load<u64>(wanted);
  const high = load<u64>(wanted, 8);
  let slot = account.orderLists(a, orderListOf(0, wanted));
  while (slot !== 0) {
    const o = order.at(slot);
    const id = order.clientIdAddress(o);
    if (load<u64>(id) === low && load<u64>(id, 8) === high && (order.flags(o) & FLAG_CLIENT_ID) !== 0)
      return o;
    slot = order.nextOfAccount(o);
  }
  return 0;
}

export function hasClientId(a: u32): bool {
  return findByClientId(a) !== 0;
}
