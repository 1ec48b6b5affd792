import * as account from "../generated/account";
import * as header from "../generated/header";
import { MAX_LIQUIDATIONS, SCAN_BUDGET } from "../generated/limits";
import * as margin from "../generated/margin";
import * as work from "../generated/work";
import { assessMaintenance } from "../position/margin";
import { liquidate } from "./liquidate";

/**
 * Rule L1: checks accounts in id order from the cursor, cyclically, until every account has been checked since the last
 * change of a mark, a funding index or a position, or the block's budget is used up; liquidates what is below maintenance.
 */
export function scanAccounts(): void {
  const top = header.accountTop();
  let pending = work.scanAll() !== 0 ? top - 1 : header.scanPending();
  let cursor = header.scanCursor();
  let budget = <i32>SCAN_BUDGET;
  let liquidations: u32 = 0;
  while (pending > 0 && budget > 0) {
    const id = cursor + 1 < top ? cursor + 1 : 1;
    const a = account.at(id);
    budget -= 1 + <i32>account.positionCount(a);
    if (isBelowMaintenance(a)) {
      if (liquidations === MAX_LIQUIDATIONS || work.riskBudget() === 0) break;
      liquidate(a);
      liquidations++;
    }
    cursor = id;
    pending--;
  }
  if (header.scanCursor() !== cursor) header.setScanCursor(cursor);
  if (header.scanPending() !== pending) header.setScanPending(pending);
}

/** Whether the account must be liquidated now: below maintenance, and none of its positions in a stale market (O2). */
function isBelowMaintenance(a: u32): bool {
  if (account.firstPosition(a) === 0) return account.cash(a) < 0;
  assessMaintenance(a);
  return margin.equity() < margin.maintenance() && margin.stale() === 0;
}
