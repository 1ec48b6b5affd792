import { magnitude, max64, min64, ppmUp } from "../arithmetic/rounding";
import * as account from "../generated/account";
import * as header from "../generated/header";
import * as margin from "../generated/margin";
import * as market from "../generated/market";
import * as position from "../generated/position";
import * as standing from "../generated/standing";
import * as work from "../generated/work";
import { fundingOwed } from "./funding";

/** Unrealised profit of a position at the mark, net of unsettled funding (M1). */
// @ts-expect-error: decorator
@inline
function unrealised(m: u32, p: u32, lotValue: i64): i64 {
  return position.size(p) * lotValue - position.cost(p) - fundingOwed(m, p);
}

// @ts-expect-error: decorator
@inline
function lotValueOf(m: u32): i64 {
  return <i64>market.mark(m) * <i64>market.unit(m);
}

/** Rule R1: lots at risk if every resting order of one side filled. */
// @ts-expect-error: decorator
@inline
function exposure(size: i64, buyLots: i64, sellLots: i64): u64 {
  // The larger magnitude of size + buyLots and size - sellLots: the former is not the smaller number.
  return <u64>max64(size + buyLots, sellLots - size);
}

/** The account's exposure in one market with `buyLots`, `sellLots` more open; there may be no position record (`p` = 0). */
// @ts-expect-error: decorator
@inline
export function exposureWith(p: u32, buyLots: u32, sellLots: u32): u64 {
  if (p === 0) return exposure(0, buyLots, sellLots);
  return exposure(
    position.size(p),
    <i64>position.openBuyLots(p) + <i64>buyLots,
    <i64>position.openSellLots(p) + <i64>sellLots,
  );
}

/** Rule R2: what an exposure of `lots` needs in one market. */
// @ts-expect-error: decorator
@inline
export function initialFor(m: u32, lots: u64): u64 {
  return ppmUp(lots * <u64>lotValueOf(m), market.imfPpm(m));
}

/**
 * Equity (M1) and initial margin (R2) of the account, to the standing record. Costs nothing while that still holds: it follows
 * orders that come to rest (`order/rest.ts`) and that go (`order/open-lots.ts`); any other change must `forgetStanding`.
 */
export function assessInitial(a: u32): void {
  const id = account.indexOf(a);
  if (standing.account() === id) return;
  let equity = account.cash(a);
  let initial: u64 = 0;
  let slot = account.firstPosition(a);
  while (slot !== 0) {
    const p = position.at(slot);
    const m = market.at(position.market(p));
    const lotValue = lotValueOf(m);
    equity += unrealised(m, p, lotValue);
    initial += ppmUp(exposureWith(p, 0, 0) * <u64>lotValue, market.imfPpm(m));
    slot = position.nextOfAccount(p);
  }
  standing.setAccount(id);
  standing.setEquity(equity);
  standing.setInitial(initial);
}

/** Cash, a position or a price changed, or changes were taken back: what was assessed holds no longer. */
// @ts-expect-error: decorator
@inline
export function forgetStanding(): void {
  standing.setAccount(0);
}

/** Equity and initial margin of the positions alone (no orders), as if `p0` held `size0` lots (R4). */
export function assessPositions(a: u32, p0: u32, size0: i64): void {
  let equity = account.cash(a);
  let initial: u64 = 0;
  let slot = account.firstPosition(a);
  while (slot !== 0) {
    const p = position.at(slot);
    const m = market.at(position.market(p));
    const lotValue = lotValueOf(m);
    equity += unrealised(m, p, lotValue);
    const lots = magnitude(p === p0 ? size0 : position.size(p));
    initial += ppmUp(lots * <u64>lotValue, market.imfPpm(m));
    slot = position.nextOfAccount(p);
  }
  margin.setEquity(equity);
  margin.setInitial(<i64>initial);
}

/** Equity and maintenance margin (R2), and whether the account holds a position in a stale market (O2). */
export function assessMaintenance(a: u32): void {
  let equity = account.cash(a);
  let maintenance: u64 = 0;
  let notional: u64 = 0;
  let stale: u32 = 0;
  let slot = account.firstPosition(a);
  while (slot !== 0) {
    const p = position.at(slot);
    const m = market.at(position.market(p));
    const lotValue = lotValueOf(m);
    equity += unrealised(m, p, lotValue);
    const value = magnitude(position.size(p)) * <u64>lotValue;
    notional += value;
    maintenance += ppmUp(value, market.mmfPpm(m));
    if (position.size(p) !== 0 && isStale(m)) stale = 1;
    slot = position.nextOfAccount(p);
  }
  margin.setEquity(equity);
  margin.setMaintenance(<i64>maintenance);
  margin.setStale(stale);
  margin.setNotional(notional);
}

/** Rule O2: whether the market's index is too old, or there is none. */
// @ts-expect-error: decorator
@inline
export function isStale(m: u32): bool {
  return market.indexTime(m) + <u64>header.indexMaxAge() < work.timestamp();
}

/** Rule M5: what may leave the account, at least 0. */
export function withdrawable(a: u32): i64 {
  assessInitial(a);
  // Funding counts as settled: it belongs to cash, not to the unrealised part.
  let cash = account.cash(a);
  let loss: i64 = 0;
  let slot = account.firstPosition(a);
  while (slot !== 0) {
    const p = position.at(slot);
    const m = market.at(position.market(p));
    cash -= fundingOwed(m, p);
    loss += min64(position.size(p) * lotValueOf(m) - position.cost(p), 0);
    slot = position.nextOfAccount(p);
  }
  const free = min64(cash, cash + loss - <i64>standing.initial());
  return free > 0 ? free : 0;
}
