import * as account from "../generated/account";
import { LIQUIDATION } from "../generated/codes";
import {
  LIQUIDATION_DEFICIT,
  LIQUIDATION_DELEVERAGE,
  LIQUIDATION_ORDERS,
  LIQUIDATION_POSITIONS,
} from "../generated/limits";
import * as liquidation from "../generated/liquidation";
import * as margin from "../generated/margin";
import { cancelAll } from "../order/cancel";
import { settleAllFunding } from "../position/funding";
import { assessMaintenance } from "../position/margin";
import { closePositions } from "./close";
import { coverDeficit } from "./deficit";
import { deleverage, forgetCounterparties } from "./deleverage";

/** Rules L2-L4 for an account below maintenance margin. */
export function liquidate(a: u32): void {
  settleAllFunding(a);
  forgetCounterparties();
  const cancelled = cancelAll(a, 0, LIQUIDATION);
  report(a, LIQUIDATION_ORDERS, cancelled);
  if (account.firstPosition(a) !== 0) {
    closePositions(a);
    assessMaintenance(a);
    report(a, LIQUIDATION_POSITIONS, 0);
    // Below a third of maintenance what the book did not take is closed against the other side.
    const isPoor = margin.equity() < 0 || margin.equity() * 3 < margin.maintenance();
    if (isPoor && account.firstPosition(a) !== 0) {
      deleverage(a);
      report(a, LIQUIDATION_DELEVERAGE, 0);
    }
  }
  if (account.firstPosition(a) === 0 && account.cash(a) < 0) {
    coverDeficit(a);
    report(a, LIQUIDATION_DEFICIT, 0);
  }
}

function report(a: u32, stage: u32, cancelled: u32): void {
  assessMaintenance(a);
  const event = liquidation.append();
  liquidation.setAccount(event, account.indexOf(a));
  liquidation.setStage(event, stage);
  liquidation.setCancelledOrders(event, cancelled);
  liquidation.setEquity(event, margin.equity());
  liquidation.setMaintenance(event, margin.maintenance());
}
