import * as account from "../generated/account";
import * as header from "../generated/header";
import {
  PHASE_CLOSING,
  PHASE_DONE,
  PHASE_PAYING,
  PHASE_TRADING,
  WIND_DOWN_BUDGET,
  WIND_DOWN_DONE,
  WIND_DOWN_ENTERED,
  WIND_DOWN_PAYING,
} from "../generated/limits";
import * as market from "../generated/market";
import * as work from "../generated/work";
import { settlementPrice } from "../oracle/mark";
import { reportMark } from "../oracle/prices";
import { closeAccount } from "./close";
import { coverBadDebt } from "./cover";
import { payAccount } from "./pay";
import { reportWindDown } from "./report";

const MS: u64 = 1000;

/** Rule Z1: a self-sequenced block, and no other kind for `windDownAfter` seconds of block time. */
export function isWindDownDue(selfSequenced: bool): bool {
  if (!selfSequenced || header.phase() !== PHASE_TRADING || header.windDownAfter() === 0) return false;
  return work.timestamp() - header.lastOrdinaryTime() >= <u64>header.windDownAfter() * MS;
}

/** Rule Z2: one way. Marks become the settlement prices, for good. */
export function enterWindDown(): void {
  header.setPhase(PHASE_CLOSING);
  reportWindDown(WIND_DOWN_ENTERED, 0, 0, 0);
  const count = header.marketCount();
  for (let id: u32 = 0; id < count; id++) {
    const m = market.at(id);
    const price = settlementPrice(m);
    if (price === market.mark(m)) continue;
    market.setMark(m, price);
    reportMark(m, true);
  }
}

/** Goes on where the last block stopped: closes accounts in id order, then pays them, as far as the budget goes. */
export function windDown(): void {
  let budget: i32 = WIND_DOWN_BUDGET;
  if (header.phase() === PHASE_CLOSING) {
    budget = eachAccount(budget, true);
    if (budget > 0) beginPaying();
  }
  if (header.phase() === PHASE_PAYING && budget > 0) {
    budget = eachAccount(budget, false);
    if (budget > 0) finish();
  }
}

/** Visits accounts from the cursor on; what is left of the budget, more than 0 when all were visited. */
function eachAccount(budget: i32, closing: bool): i32 {
  const top = header.accountTop();
  let cursor = header.windDownCursor();
  while (budget > 0 && cursor + 1 < top) {
    const a = account.at(++cursor);
    budget -= closing ? closeAccount(a) : payAccount(a);
  }
  header.setWindDownCursor(cursor);
  return cursor + 1 < top ? min<i32>(budget, 0) : max<i32>(budget, 1);
}

function beginPaying(): void {
  header.setPhase(PHASE_PAYING);
  header.setWindDownCursor(0);
  header.setWindDownPayable(coverBadDebt(header.windDownClaims()));
  reportWindDown(WIND_DOWN_PAYING, 0, header.windDownClaims(), header.windDownPayable());
}

function finish(): void {
  header.setPhase(PHASE_DONE);
  reportWindDown(WIND_DOWN_DONE, 0, header.badDebt(), header.dust());
}
