/**
 * An account's open orders lie in sixteen lists, each newest first, chosen by the client id: a search for one walks a sixteenth of them.
 */
import * as account from "../generated/account";
import { ORDER_SLOT_BITS } from "../generated/limits";
import * as order from "../generated/order";
import * as picked from "../generated/picked";

export const ORDER_LISTS: u32 = 16;
const LIST_SHIFT: u64 = 60;
const MIX_LOW: u64 = 0x9e37_79b9_7f4a_7c15;
const MIX_HIGH: u64 = 0xc2b2_ae3d_27d4_eb4f;

/** The list of an order: by its client id (16 bytes at `clientId`), or in turn when that is zero or missing. */
export function orderListOf(id: u64, clientId: u32): u32 {
  const low = load<u64>(clientId);
  const high = load<u64>(clientId, 8);
  if ((low | high) === 0) return <u32>(id >> ORDER_SLOT_BITS) & (ORDER_LISTS - 1);
  return <u32>(((low ^ (high * MIX_HIGH)) * MIX_LOW) >> LIST_SHIFT);
}

/** Begins a walk over the account's open orders, newest first. One walk at a time; an order may be removed once it is taken. */
export function startNewestFirst(a: u32): void {
  for (let list: u32 = 0; list < ORDER_LISTS; list++) pick(picked.at(list), account.orderLists(a, list));
}

/** The next open order of the walk, 0 at its end. */
export function takeNewest(): u32 {
  let newest = picked.at(0);
  for (let list: u32 = 1; list < ORDER_LISTS; list++) {
    const other = picked.at(list);
    if (picked.id(other) > picked.id(newest)) newest = other;
  }
  if (picked.id(newest) === 0) return 0;
  const o = picked.order(newest);
  pick(newest, order.nextOfAccount(o));
  return o;
}

function pick(to: u32, slot: u32): void {
  if (slot === 0) {
    picked.setId(to, 0);
    return;
  }
  const o = order.at(slot);
  picked.setId(to, order.id(o));
  picked.setOrder(to, o);
}
