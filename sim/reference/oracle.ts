/** Votes and the index (O1); the order in which a block renews its markets (B2). */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { emit } from "./events.ts";
import { accrueFunding, samplePremium } from "./funding.ts";
import { isStale } from "./margin.ts";
import { moveAverageMark, renewMark } from "./mark.ts";
import type { Market, State } from "./state.ts";
import type { VotePrice } from "./wire.ts";

/** Records a validator's prices; returns the number of results. */
export function castVote(
  s: State,
  validator: number,
  prices: readonly VotePrice[],
  transaction: number,
  voted: Set<number>,
): number {
  for (const [i, price] of prices.entries()) {
    const code = recordPrice(s, validator, price);
    if (code === resultCode.OK) voted.add(price.market);
    emit(s, "actionReceipt", { transaction, action: i, code });
  }
  return prices.length;
}

function recordPrice(s: State, validator: number, price: VotePrice): number {
  const { market, index, externalMark } = price;
  const { config } = s.markets[market] ?? {};
  if (!config) return resultCode.UNKNOWN_MARKET;
  const limit = 2 ** config.tickBits;
  if (index >= limit || externalMark >= limit) return resultCode.BAD_PRICE;
  s.validators[validator]!.votes.set(market, { time: s.timestamp, index, externalMark });
  return resultCode.OK;
}

export function renewMarkets(s: State, voted: ReadonlySet<number>): void {
  for (const [id, market] of s.markets.entries()) {
    if (voted.has(id)) renewIndex(s, id, market);
    if (market.index === 0) continue;
    const { mark } = market;
    const stale = isStale(s, market);
    if (!stale) {
      renewMark(s, market);
      moveAverageMark(s, market);
    }
    accrueFunding(s, market);
    if (!stale) samplePremium(s, market);
    if (voted.has(id) || market.mark !== mark) reportMark(s, market, stale);
  }
}

export function reportMark(s: State, market: Market, stale: boolean): void {
  emit(s, "markUpdate", {
    market: market.config.id,
    stale: stale ? 1 : 0,
    mark: market.mark,
    index: market.index,
    indexTime: BigInt(market.indexTime),
    ema: market.ema,
    externalMark: market.externalMark,
    openInterest: openInterest(s, market),
  });
}

/** Lots held long. */
export function openInterest(s: State, market: Market): bigint {
  let sum = 0n;
  for (const account of s.accounts)
    for (const position of account.positions)
      if (position.market === market.config.id && position.size > 0n) sum += position.size;
  return sum;
}

export interface Ballot {
  readonly price: number;
  readonly stake: bigint;
}

/** O1. */
function renewIndex(s: State, id: number, market: Market): void {
  const fresh = s.validators.flatMap((validator) => {
    const vote = validator.votes.get(id);
    const counts = vote && validator.stake > 0n && vote.time + s.parameters.voteMaxAge >= s.timestamp;
    return counts ? [{ ...vote, stake: validator.stake }] : [];
  });
  const counted = fresh.reduce((sum, vote) => sum + vote.stake, 0n);
  const total = s.validators.reduce((sum, validator) => sum + validator.stake, 0n);
  if (counted === 0n || 3n * counted < 2n * total) return;
  market.index = median(fresh.map(({ index, stake }) => ({ price: index, stake })));
  market.indexTime = s.timestamp;
  const external = fresh.filter((vote) => vote.externalMark !== 0);
  market.externalMark = median(external.map(({ externalMark, stake }) => ({ price: externalMark, stake })));
}

/** The price at which half of the stake is reached, from below; 0 of no ballots. */
export function median(ballots: readonly Ballot[]): number {
  const sorted = [...ballots].sort((a, b) => a.price - b.price);
  const total = sorted.reduce((sum, ballot) => sum + ballot.stake, 0n);
  let cumulated = 0n;
  for (const { price, stake } of sorted) {
    cumulated += stake;
    if (2n * cumulated >= total) return price;
  }
  return 0;
}
