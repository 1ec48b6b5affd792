import { ppmUp } from "../arithmetic/rounding";
import * as action from "../generated/action";
import { INSUFFICIENT_MARGIN, OK } from "../generated/codes";
import { FLAG_REDUCE_ONLY } from "../generated/limits";
import * as margin from "../generated/margin";
import * as market from "../generated/market";
import * as taker from "../generated/taker";
import { assessInitial, exposureWith } from "../position/margin";

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
  const raises = !reduceOnly && exposureWith(p, buyLots, sellLots) > exposureWith(p, 0, 0);
  assessInitial(a, raises ? m : 0, buyLots, sellLots);
  taker.setEquity(margin.equity());
  taker.setGuarded(raises ? 0 : 1);
  if (!raises) return reduceOnly || margin.equity() > 0 ? OK : INSUFFICIENT_MARGIN;
  return margin.equity() - lossAtLimit(m, lots) >= margin.initial() ? OK : INSUFFICIENT_MARGIN;
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
