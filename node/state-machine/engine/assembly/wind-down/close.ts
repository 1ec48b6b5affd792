import { magnitude } from "../arithmetic/rounding";
import * as account from "../generated/account";
import { WIND_DOWN } from "../generated/codes";
import * as header from "../generated/header";
import { WIND_DOWN_CLOSED } from "../generated/limits";
import * as market from "../generated/market";
import * as position from "../generated/position";
import * as positionClosed from "../generated/positionClosed";
import { cancelAll } from "../order/cancel";
import { settleAllFunding } from "../position/funding";
import { releaseIfEmpty } from "../position/positions";
import { applyTrade } from "../position/trade";
import { reportWindDown } from "./report";

/**
 * Rule Z3 for one account: cancels its orders, settles its funding, closes its positions at the settlement prices; a deficit
 * becomes bad debt, anything else a claim. Returns the work: 1, and 1 an order and position.
 */
export function closeAccount(a: u32): i32 {
  let work: i32 = 1 + <i32>cancelAll(a, 0, WIND_DOWN);
  settleAllFunding(a);
  let slot = account.firstPosition(a);
  while (slot !== 0) {
    const p = position.at(slot);
    slot = position.nextOfAccount(p);
    closePosition(a, p);
    work++;
  }
  const cash = account.cash(a);
  if (cash !== 0) reportWindDown(WIND_DOWN_CLOSED, account.indexOf(a), cash, 0);
  if (cash < 0) {
    header.setBadDebt(header.badDebt() - cash);
    account.setCash(a, 0);
  } else if (cash > 0) {
    header.setWindDownClaims(header.windDownClaims() + cash);
  }
  return work;
}

function closePosition(a: u32, p: u32): void {
  const m = market.at(position.market(p));
  const size = position.size(p);
  const profit = applyTrade(a, m, p, size < 0, <u32>magnitude(size), market.mark(m));

  const event = positionClosed.append();
  positionClosed.setAccount(event, account.indexOf(a));
  positionClosed.setMarket(event, market.id(m));
  positionClosed.setPrice(event, market.mark(m));
  positionClosed.setSize(event, size);
  positionClosed.setProfit(event, profit);

  releaseIfEmpty(p);
}
