import * as account from "../generated/account";
import * as header from "../generated/header";
import { MAX_LIQUIDATIONS } from "../generated/limits";
import * as margin from "../generated/margin";
import * as work from "../generated/work";
import { assessMaintenance } from "../position/margin";
import { liquidate } from "./liquidate";
import { advanceOdometer, isSafe, rememberSafety } from "./odometer";

/**
 * Rule L1: checks every account, in id order from the cursor, and liquidates what is below maintenance; stops before the
 * account that would exceed the block's bounds (L5), where the next block begins. Accounts known to be safe are skipped.
 */
export function scanAccounts(): void {
  advanceOdometer();
  const odometer = header.riskOdometer();
  const top = header.accountTop();
  let cursor = header.scanCursor();
  let liquidations: u32 = 0;
  for (let due = top - 1; due > 0; due--) {
    const id = cursor + 1 < top ? cursor + 1 : 1;
    if (!isSafe(id, odometer) && isBelowMaintenance(id, odometer)) {
      if (liquidations === MAX_LIQUIDATIONS || work.riskBudget() === 0) break;
      liquidate(account.at(id));
      liquidations++;
    }
    cursor = id;
  }
  if (header.scanCursor() !== cursor) header.setScanCursor(cursor);
}

/** Whether the account must be liquidated now: below maintenance, and none of its positions in a stale market (O2). */
function isBelowMaintenance(id: u32, odometer: u32): bool {
  assessMaintenance(account.at(id));
  if (margin.equity() < margin.maintenance()) return margin.stale() === 0;
  rememberSafety(id, odometer);
  return false;
}
