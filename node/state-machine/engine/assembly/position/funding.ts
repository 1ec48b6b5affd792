import { signedMulDivUp } from "../arithmetic/rounding";
import * as account from "../generated/account";
import * as fundingPayment from "../generated/fundingPayment";
import * as header from "../generated/header";
import * as market from "../generated/market";
import * as position from "../generated/position";

const PPB: u64 = 1_000_000_000;

/** What the position owes (positive) or is owed since its last settlement, in Usd6, rounded toward plus infinity (O6). */
// @ts-expect-error: decorator
@inline
export function fundingOwed(m: u32, p: u32): i64 {
  const change = market.fundingIndex(m) - position.fundingIndex(p);
  return change === 0 ? 0 : owed(position.size(p), change);
}

function owed(size: i64, change: i64): i64 {
  return size === 0 ? 0 : signedMulDivUp(size, change, PPB);
}

/** Rule O6: settles the position's funding into cash and dust. Must run before its size changes. */
export function settleFunding(a: u32, m: u32, p: u32): void {
  const fundingIndex = market.fundingIndex(m);
  if (position.fundingIndex(p) === fundingIndex) return;
  const payment = fundingOwed(m, p);
  position.setFundingIndex(p, fundingIndex);
  if (position.size(p) === 0) return;
  account.setCash(a, account.cash(a) - payment);
  header.setDust(header.dust() + payment);

  const event = fundingPayment.append();
  fundingPayment.setAccount(event, position.account(p));
  fundingPayment.setMarket(event, position.market(p));
  fundingPayment.setSize(event, position.size(p));
  fundingPayment.setPayment(event, payment);
  fundingPayment.setFundingIndex(event, fundingIndex);
}

/** Settles every position of the account. */
export function settleAllFunding(a: u32): void {
  let slot = account.firstPosition(a);
  while (slot !== 0) {
    const p = position.at(slot);
    settleFunding(a, market.at(position.market(p)), p);
    slot = position.nextOfAccount(p);
  }
}
