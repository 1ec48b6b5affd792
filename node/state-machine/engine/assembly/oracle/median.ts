import * as ballot from "../generated/ballot";
import * as header from "../generated/header";
import * as market from "../generated/market";
import * as validator from "../generated/validator";
import * as vote from "../generated/vote";
import * as work from "../generated/work";

/** Ballots cast in the median being taken, and their stake. */
let ballots: u32 = 0;
let counted: u64 = 0;

/** Rule O1: renews index, index time and external mark of market `id` from the fresh votes, if they have the quorum. */
export function renewIndex(id: u32): void {
  const m = market.at(id);
  collect(id, false);
  if (counted === 0 || counted * 3 < totalStake() * 2) return;
  market.setIndex(m, median());
  market.setIndexTime(m, work.timestamp());
  collect(id, true);
  market.setExternalMark(m, counted === 0 ? 0 : median());
}

function totalStake(): u64 {
  let total: u64 = 0;
  const count = header.validatorCount();
  for (let i: u32 = 0; i < count; i++) total += validator.stake(validator.at(i));
  return total;
}

/** Gathers the fresh votes for a market (those with an external mark only, if asked), sorted by price then validator. */
function collect(id: u32, external: bool): void {
  ballots = 0;
  counted = 0;
  const count = header.validatorCount();
  for (let i: u32 = 0; i < count; i++) {
    const v = vote.at(i * market.CAPACITY + id);
    const stake = validator.stake(validator.at(i));
    const price = external ? vote.externalMark(v) : vote.index(v);
    if (price === 0 || stake === 0 || vote.time(v) + <u64>header.voteMaxAge() < work.timestamp()) continue;
    insert(price, stake);
    counted += stake;
  }
}

function insert(price: u32, stake: u64): void {
  let place = ballots++;
  while (place > 0 && ballot.price(ballot.at(place - 1)) > price) {
    const from = ballot.at(place - 1);
    const to = ballot.at(place);
    ballot.setPrice(to, ballot.price(from));
    ballot.setStake(to, ballot.stake(from));
    place--;
  }
  ballot.setPrice(ballot.at(place), price);
  ballot.setStake(ballot.at(place), stake);
}

/** The first price at which half of the counted stake is reached. */
function median(): u32 {
  let i: u32 = 0;
  let cumulated = ballot.stake(ballot.at(0));
  while (cumulated * 2 < counted) cumulated += ballot.stake(ballot.at(++i));
  return ballot.price(ballot.at(i));
}
