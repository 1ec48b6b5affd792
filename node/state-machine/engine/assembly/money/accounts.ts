import * as account from "../generated/account";
import * as accountOpened from "../generated/accountOpened";
import * as header from "../generated/header";
import { MAX_SUB } from "../generated/limits";
import * as signer from "../generated/signer";
import { findOrCreateSigner, findSigner } from "../signing/signers";

/** The account of `owner` with number `sub`, or 0. Walks at most 128 accounts. */
export function findAccount(owner: u32, sub: u32): u32 {
  let id = signer.firstAccount(owner);
  while (id !== 0) {
    const a = account.at(id);
    if (account.sub(a) === sub) return a;
    id = account.nextOfOwner(a);
  }
  return 0;
}

/** Opens sub-account `sub` of `owner`, which must not have it; 0 when the arena is full or `sub` is out of range. */
export function openAccount(owner: u32, sub: u32): u32 {
  const id = header.accountTop();
  if (id === account.CAPACITY || sub > MAX_SUB) return 0;
  header.setAccountTop(id + 1);
  const a = account.at(id);
  account.setOwner(a, signer.indexOf(owner));
  account.setSub(a, sub);
  const last = signer.lastAccount(owner);
  if (last === 0) signer.setFirstAccount(owner, id);
  else account.setNextOfOwner(account.at(last), id);
  signer.setLastAccount(owner, id);

  const event = accountOpened.append();
  accountOpened.setAccount(event, id);
  accountOpened.setSub(event, sub);
  accountOpened.setOwner(event, signer.addressAddress(owner));
  return a;
}

/** The account of (address, sub), opened if new; 0 when an arena is full or `sub` is out of range. */
export function findOrOpenAccount(address: u32, sub: u32): u32 {
  if (sub > MAX_SUB || header.accountTop() === account.CAPACITY) {
    return findExisting(address, sub);
  }
  const owner = findOrCreateSigner(address);
  if (owner === 0) return 0;
  const found = findAccount(owner, sub);
  return found !== 0 ? found : openAccount(owner, sub);
}

function findExisting(address: u32, sub: u32): u32 {
  const owner = findSigner(address);
  return owner === 0 ? 0 : findAccount(owner, sub);
}
