import { ppmUp } from "../arithmetic/rounding";
import * as action from "../generated/action";
import { INSUFFICIENT_MARGIN, OK } from "../generated/codes";
import { FLAG_REDUCE_ONLY } from "../generated/limits";
import * as market from "../generated/market";
import * as standing from "../generated/standing";
import * as taker from "../generated/taker";
import { refuse } from "./refuse";
import { assessInitial, exposureWith, initialFor } from "../position/margin";

/**
 * Rule R3: equity less the immediate loss and the fee at the limit must cover the initial margin with the whole order open.
 * An order that does not raise the exposure needs positive equity only, and is guarded while it matches (T2).
 */
export function checkMargin(a: u32, m: u32): u32 {
  const lots = taker.remaining();
  const buyLots = taker.isBuy() !== 0 ? lots : 0;
  const sellLots = lots - buyLots;
  const reduceOnly = (action.flags() & FLAG_REDUCE_ONLY) !== 0;
  const p = taker.position();
  const before = exposureWith(p, 0, 0);
  const after = exposureWith(p, buyLots, sellLots);
  const raises = !reduceOnly && after > before;
  assessInitial(a);
  const equity = standing.equity();
  taker.setEquity(equity);
  taker.setGuarded(raises ? 0 : 1);
  let initial = standing.initial();
  if (raises) initial += initialFor(m, after) - initialFor(m, before);
  standing.setInitialWithOrder(initial);
  if (!raises) return reduceOnly || equity > 0 ? OK : refuse(INSUFFICIENT_MARGIN, equity, 1);
  const left = equity - lossAtLimit(m, lots);
  return left >= <i64>initial ? OK : refuse(INSUFFICIENT_MARGIN, left, <i64>initial);
}

/** What the account loses against the mark, fee included, if all of it trades at the limit. */
function lossAtLimit(m: u32, lots: u32): i64 {
  const unit = <i64>market.unit(m);
  const limit = <i64>taker.limit();
  const mark = <i64>taker.mark();
  const worse = max<i64>(taker.isBuy() !== 0 ? limit - mark : mark - limit, 0);
  const notional = <u64>lots * <u64>(limit * unit);
  return <i64>lots * worse * unit + <i64>ppmUp(notional, market.takerFeePpm(m));
}
