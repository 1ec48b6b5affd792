import * as account from "../generated/account";
import * as foreseen from "../generated/foreseen";
import * as header from "../generated/header";
import * as order from "../generated/order";
import * as position from "../generated/position";
import * as signer from "../generated/signer";
import * as transaction from "../generated/transaction";
import * as work from "../generated/work";
import { firstEntry, signerOfEntry } from "../signing/signers";

/**
 * Reads what transactions `from..end` of a class are about to meet: signer, account, its first position, and the
 * orders they name with their neighbours in level and account. These lie anywhere in memory, and a processor waits once for many
 * places asked for together, but once for each that it finds on its way. Changes nothing but time: a place that turns out to be
 * none of these is a place in memory all the same.
 */
export function fetchAhead(from: u32, end: u32, class_: u32): void {
  let read: u64 = 0;
  for (let i = from; i < end; i++) {
    const t = transaction.at(i);
    if (!isToRun(t, class_)) continue;
    const entry = firstEntry(transaction.signerAddress(t));
    transaction.setSignerEntry(t, entry);
    const a = accountOf(t);
    read ^= entry ^ <u64>account.cash(a) ^ account.orderLists(a, 0);
    const last = transaction.foreseenEnd(t);
    for (let j = transaction.foreseen(t); j < last; j++) read ^= readChunk(foreseen.order(foreseen.at(j)));
  }
  for (let i = from; i < end; i++) {
    const t = transaction.at(i);
    if (!isToRun(t, class_)) continue;
    read ^= readSigner(signerOfEntry(transaction.signerEntry(t)));
    read ^= <u64>position.size(position.at(account.firstPosition(accountOf(t))));
    const last = transaction.foreseenEnd(t);
    for (let j = transaction.foreseen(t); j < last; j++) read ^= readNeighbours(foreseen.order(foreseen.at(j)));
  }
  // Kept somewhere, or a compiler leaves out the reads.
  work.setFetched(read);
}

// @ts-expect-error: decorator
@inline
function isToRun(t: u32, class_: u32): bool {
  return <u32>transaction.rank(t) === class_ && transaction.recovered(t) !== 0;
}

// @ts-expect-error: decorator
@inline
function accountOf(t: u32): u32 {
  const id = transaction.account(t);
  return account.at(id < header.accountTop() ? id : 0);
}

/** Something of both orders in the chunk that the barrier will copy. */
// @ts-expect-error: decorator
@inline
function readChunk(o: u32): u64 {
  return order.id(o) ^ order.id(o ^ order.SIZE);
}

// @ts-expect-error: decorator
@inline
function readNeighbours(o: u32): u64 {
  return (
    readChunk(order.at(order.previous(o))) ^
    readChunk(order.at(order.next(o))) ^
    readChunk(order.at(order.previousOfAccount(o))) ^
    readChunk(order.at(order.nextOfAccount(o)))
  );
}

/** Something of each of its cache lines. */
// @ts-expect-error: decorator
@inline
function readSigner(s: u32): u64 {
  return signer.nonceBase(s) ^ signer.newest(s, 0);
}
