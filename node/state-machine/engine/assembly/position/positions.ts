import * as account from "../generated/account";
import * as header from "../generated/header";
import * as market from "../generated/market";
import * as position from "../generated/position";

/** The account's position record in market `id`, or 0. Walks at most 64 records. */
export function findPosition(a: u32, id: u32): u32 {
  let slot = account.firstPosition(a);
  while (slot !== 0) {
    const p = position.at(slot);
    const held = <u32>position.market(p);
    if (held >= id) return held === id ? p : 0;
    slot = position.nextOfAccount(p);
  }
  return 0;
}

// @ts-expect-error: decorator
@inline
export function hasFreePosition(): bool {
  return header.freePosition() !== 0 || header.positionTop() !== position.CAPACITY;
}

/** Opens an empty position record in a market the account has none in; the arena must have room. */
export function openPosition(a: u32, m: u32): u32 {
  let slot = header.freePosition();
  if (slot !== 0) {
    header.setFreePosition(position.nextOfAccount(position.at(slot)));
  } else {
    slot = header.positionTop();
    header.setPositionTop(slot + 1);
  }
  const p = position.at(slot);
  position.setAccount(p, account.indexOf(a));
  position.setMarket(p, market.id(m));
  position.setFundingIndex(p, market.fundingIndex(m));
  link(a, p, slot);
  account.setPositionCount(a, account.positionCount(a) + 1);
  return p;
}

/** Links a record into the account's list, which ascends by market. */
function link(a: u32, p: u32, slot: u32): void {
  const id = position.market(p);
  let previous: u32 = 0;
  let next = account.firstPosition(a);
  while (next !== 0 && position.market(position.at(next)) < id) {
    previous = next;
    next = position.nextOfAccount(position.at(next));
  }
  position.setNextOfAccount(p, next);
  if (previous === 0) account.setFirstPosition(a, slot);
  else position.setNextOfAccount(position.at(previous), slot);
}

/** Frees the record when it holds nothing and has nothing open. */
export function releaseIfEmpty(p: u32): void {
  if (position.size(p) !== 0) return;
  if ((position.openBuyLots(p) | position.openSellLots(p) | position.reduceOnlyLots(p)) !== 0) return;
  const a = account.at(position.account(p));
  const slot = position.indexOf(p);
  const next = position.nextOfAccount(p);
  if (account.firstPosition(a) === slot) {
    account.setFirstPosition(a, next);
  } else {
    let previous = position.at(account.firstPosition(a));
    while (position.nextOfAccount(previous) !== slot) previous = position.at(position.nextOfAccount(previous));
    position.setNextOfAccount(previous, next);
  }
  account.setPositionCount(a, account.positionCount(a) - 1);
  position.clear(p);
  position.setNextOfAccount(p, header.freePosition());
  header.setFreePosition(slot);
}
