import { magnitude } from "../arithmetic/rounding";
import { mulDivDown } from "../arithmetic/wide";
import * as account from "../generated/account";
import * as candidate from "../generated/candidate";
import * as counterparty from "../generated/counterparty";
import * as deleveraging from "../generated/deleveraging";
import { MAX_COUNTERPARTIES } from "../generated/limits";
import * as market from "../generated/market";
import * as position from "../generated/position";
import * as work from "../generated/work";
import { trimReduceOnly } from "../order/trim";
import { settleFunding } from "../position/funding";
import { releaseIfEmpty } from "../position/positions";
import { applyTrade } from "../position/trade";
import { sortByKey } from "./sort";

/** Counterparties of the account being liquidated, over all its markets (L4 reads them). */
let counterparties: u32 = 0;

export function forgetCounterparties(): void {
  counterparties = 0;
}

export function counterpartyCount(): u32 {
  return counterparties;
}

/** Rule L3: closes every position left at the mark against opposite positions, pro rata. */
export function deleverage(a: u32): void {
  let slot = account.firstPosition(a);
  while (slot !== 0) {
    const p = position.at(slot);
    slot = position.nextOfAccount(p);
    if (position.size(p) !== 0) deleveragePosition(a, p);
    releaseIfEmpty(p);
  }
}

function deleveragePosition(a: u32, p: u32): void {
  const m = market.at(position.market(p));
  const isLong = position.size(p) > 0;
  const candidates = collectCandidates(m, isLong);
  work.setRiskBudget(max<i32>(<i32>work.riskBudget() - <i32>candidates, 0));
  allocate(candidates, magnitude(position.size(p)));
  for (let i: u32 = 0; i < candidates; i++) {
    const c = candidate.at(i);
    const lots = <u32>candidate.take(c);
    if (lots !== 0) closeAgainst(a, m, p, position.at(<u32>candidate.key(c)), lots, isLong);
  }
}

/** The first opposite positions of the market's list, sorted by account id; `take` holds each size. */
function collectCandidates(m: u32, isLong: bool): u32 {
  let count: u32 = 0;
  let slot = isLong ? market.firstShort(m) : market.firstLong(m);
  while (slot !== 0 && count < MAX_COUNTERPARTIES) {
    const p = position.at(slot);
    const c = candidate.at(count++);
    candidate.setKey(c, ((<u64>position.account(p)) << 32) | slot);
    candidate.setTake(c, magnitude(position.size(p)));
    slot = position.nextOfSide(p);
  }
  sortByKey(candidate.BASE, candidate.SIZE, count);
  return count;
}

/** Replaces each candidate's size by what is taken of it: floor(wanted * size / sum), the rest one lot each from the lowest id. */
function allocate(candidates: u32, size: u64): void {
  let sum: u64 = 0;
  for (let i: u32 = 0; i < candidates; i++) sum += candidate.take(candidate.at(i));
  const wanted = min<u64>(size, sum);
  let rest = wanted;
  for (let i: u32 = 0; i < candidates; i++) {
    rest -= mulDivDown(wanted, candidate.take(candidate.at(i)), sum);
  }
  for (let i: u32 = 0; i < candidates; i++) {
    const c = candidate.at(i);
    const share = mulDivDown(wanted, candidate.take(c), sum);
    const more: u64 = rest !== 0 && share < candidate.take(c) ? 1 : 0;
    candidate.setTake(c, share + more);
    rest -= more;
  }
}

function closeAgainst(a: u32, m: u32, p: u32, other: u32, lots: u32, isLong: bool): void {
  const b = account.at(position.account(other));
  const price = market.mark(m);
  settleFunding(b, m, other);
  const before = position.size(other);
  const ownProfit = applyTrade(a, m, p, !isLong, lots, price);
  const otherProfit = applyTrade(b, m, other, isLong, lots, price);
  remember(position.account(other), otherProfit);

  const event = deleveraging.append();
  deleveraging.setAccount(event, account.indexOf(a));
  deleveraging.setCounterparty(event, position.account(other));
  deleveraging.setMarket(event, market.id(m));
  deleveraging.setAccountIsBuy(event, isLong ? 0 : 1);
  deleveraging.setPrice(event, price);
  deleveraging.setLots(event, lots);
  deleveraging.setAccountPnl(event, ownProfit);
  deleveraging.setCounterpartyPnl(event, otherProfit);
  deleveraging.setAccountSize(event, position.size(p));
  deleveraging.setCounterpartySize(event, position.size(other));

  trimReduceOnly(other, before);
  releaseIfEmpty(other);
}

function remember(id: u32, profit: i64): void {
  const c = counterparty.at(counterparties);
  counterparty.setKey(c, ((<u64>id) << 32) | counterparties);
  counterparty.setProfit(c, profit > 0 ? profit : 0);
  counterparty.setShare(c, 0);
  counterparties++;
}
