import * as account from "../generated/account";
import * as action from "../generated/action";
import * as cancelled from "../generated/cancelled";
import * as cancelledHead from "../generated/cancelledHead";
import * as cancelledItem from "../generated/cancelledItem";
import { FLAG_CLIENT_ID, MAX_CANCELLED_ITEMS } from "../generated/limits";
import * as work from "../generated/work";

/**
 * Rule T10: cancels run first in a block, so one may come before the order it means, which was sent before it. What cancels
 * name is kept to the end of the block with their nonces. Nothing needs to be cleared for a block: a head counts when it leads to a
 * record in use that names its account.
 */
export function resetCancelled(): void {
  work.setCancelledAccounts(0);
  work.setCancelledItems(0);
}

/** Remembers a cancel-all: in one market (`marketPlusOne`) or, with 0, in all. */
export function rememberCancelAll(a: u32, marketPlusOne: u32): void {
  if (work.nonce() === 0) return;
  const c = findOrCreate(a);
  if (marketPlusOne === 0) raise(c);
  else rememberItem(c, marketPlusOne, 0, 0);
}

/** Remembers the client id of the action, which names no open order. */
export function rememberClientId(a: u32): void {
  if (work.nonce() === 0) return;
  const id = action.clientIdAddress();
  rememberItem(findOrCreate(a), 0, load<u64>(id), load<u64>(id, 8));
}

/** Whether a cancel of the block that was signed after the order in the action record names it. */
export function isCancelled(a: u32): bool {
  if (work.cancelledAccounts() === 0) return false;
  const c = find(a);
  if (c === 0) return false;
  const nonce = work.nonce();
  if (nonce < cancelled.nonce(c)) return true;
  const id = action.clientIdAddress();
  const named = (action.flags() & FLAG_CLIENT_ID) !== 0;
  const marketPlusOne = action.market() + 1;
  let item = cancelled.firstItem(c);
  for (let left = cancelled.items(c); left !== 0; left--) {
    const i = cancelledItem.at(item);
    item = cancelledItem.next(i);
    if (nonce >= cancelledItem.nonce(i)) continue;
    const market = cancelledItem.marketPlusOne(i);
    if (market !== 0 ? market === marketPlusOne : named && isClientId(i, load<u64>(id), load<u64>(id, 8)))
      return true;
  }
  return false;
}

function find(a: u32): u32 {
  const id = account.indexOf(a);
  const record = cancelledHead.record(cancelledHead.at(id));
  if (record >= work.cancelledAccounts()) return 0;
  const c = cancelled.at(record);
  return cancelled.account(c) === id ? c : 0;
}

function findOrCreate(a: u32): u32 {
  const found = find(a);
  if (found !== 0) return found;
  const record = work.cancelledAccounts();
  work.setCancelledAccounts(record + 1);
  const id = account.indexOf(a);
  cancelledHead.setRecord(cancelledHead.at(id), record);
  const c = cancelled.at(record);
  cancelled.setAccount(c, id);
  cancelled.setItems(c, 0);
  cancelled.setNonce(c, 0);
  cancelled.setFirstItem(c, 0);
  return c;
}

function raise(c: u32): void {
  cancelled.setNonce(c, max<u64>(cancelled.nonce(c), work.nonce()));
}

/** One that is named again has the higher nonce; beyond 32 different ones a further one counts for all orders. */
function rememberItem(c: u32, marketPlusOne: u32, low: u64, high: u64): void {
  let item = cancelled.firstItem(c);
  for (let left = cancelled.items(c); left !== 0; left--) {
    const i = cancelledItem.at(item);
    item = cancelledItem.next(i);
    if (cancelledItem.marketPlusOne(i) !== marketPlusOne || !isClientId(i, low, high)) continue;
    cancelledItem.setNonce(i, max<u64>(cancelledItem.nonce(i), work.nonce()));
    return;
  }
  if (cancelled.items(c) === MAX_CANCELLED_ITEMS) return raise(c);
  const slot = work.cancelledItems();
  work.setCancelledItems(slot + 1);
  const i = cancelledItem.at(slot);
  store<u64>(cancelledItem.clientIdAddress(i), low);
  store<u64>(cancelledItem.clientIdAddress(i), high, 8);
  cancelledItem.setNonce(i, work.nonce());
  cancelledItem.setMarketPlusOne(i, marketPlusOne);
  cancelledItem.setNext(i, cancelled.firstItem(c));
  cancelled.setFirstItem(c, slot);
  cancelled.setItems(c, cancelled.items(c) + 1);
}

// @ts-expect-error: decorator
@inline
function isClientId(i: u32, low: u64, high: u64): bool {
  const id = cancelledItem.clientIdAddress(i);
  return load<u64>(id) === low && load<u64>(id, 8) === high;
}
