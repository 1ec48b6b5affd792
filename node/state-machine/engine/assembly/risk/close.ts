import { magnitude, max64 } from "../arithmetic/rounding";
import { mulDivDown } from "../arithmetic/wide";
import * as account from "../generated/account";
import { OK } from "../generated/codes";
import { INSURANCE_FEE, MAX_MAKERS_PER_ORDER } from "../generated/limits";
import * as margin from "../generated/margin";
import * as market from "../generated/market";
import * as position from "../generated/position";
import * as taker from "../generated/taker";
import * as work from "../generated/work";
import { match } from "../order/match";
import { drawOrderId } from "../order/slots";
import { assessMaintenance } from "../position/margin";
import { releaseIfEmpty } from "../position/positions";
import { reportInsurance } from "./insurance";

const PPM: u64 = 1_000_000;

/** Rule L2: offers each position to the book at its zero price, in market order, until maintenance is met. */
export function closePositions(a: u32): void {
  let slot = account.firstPosition(a);
  while (slot !== 0) {
    const p = position.at(slot);
    slot = position.nextOfAccount(p);
    assessMaintenance(a);
    if (margin.equity() >= margin.maintenance()) return;
    if (position.size(p) !== 0) offer(a, p);
  }
}

/** One immediate-or-cancel order for the whole position; the account pays no taker fee, but shares its gain. */
function offer(a: u32, p: u32): void {
  const m = market.at(position.market(p));
  const size = position.size(p);
  taker.setAccount(a);
  taker.setOwner(account.owner(a));
  taker.setMarket(m);
  taker.setPosition(p);
  taker.setIsBuy(size < 0 ? 1 : 0);
  taker.setLimit(zeroPrice(m, size > 0));
  taker.setZeroPrice(taker.limit());
  taker.setMark(market.mark(m));
  taker.setRemaining(<u32>magnitude(size));
  taker.setFilled(0);
  taker.setNotional(0);
  taker.setFee(0);
  taker.setGuarded(0);
  taker.setLiquidation(1);
  taker.setOrderId(drawOrderId(0));
  taker.setVisits(0);
  taker.setVisitLimit(MAX_MAKERS_PER_ORDER);
  taker.setStop(OK);
  match();
  work.setRiskBudget(max<i32>(<i32>work.riskBudget() - <i32>taker.visits(), 0));
  if (taker.fee() !== 0) reportInsurance(account.indexOf(a), INSURANCE_FEE, 0, taker.fee());
  releaseIfEmpty(p);
}

/**
 * The price at which closing keeps equity over maintenance as it is (equity below zero counts as zero), rounded toward
 * the mark and onto the grid. Reads the account's figures from the margin record.
 */
function zeroPrice(m: u32, isLong: bool): u32 {
  const mark = market.mark(m);
  const share = mulDivDown(
    <u64>mark * <u64>market.mmfPpm(m),
    <u64>max64(margin.equity(), 0),
    <u64>margin.maintenance(),
  );
  const distance = <u32>(share / PPM);
  if (isLong) return max<u32>(mark - distance, 1);
  return min<u32>(mark + distance, ((<u32>1) << market.tickBits(m)) - 1);
}
