import { magnitude } from "../arithmetic/rounding";
import { levelAt } from "../book/book";
import * as account from "../generated/account";
import { EXPIRED, INSUFFICIENT_MARGIN, MAKER_UNDERMARGINED, MATCH_LIMIT, OK, SELF_TRADE } from "../generated/codes";
import * as level from "../generated/level";
import { TIF_GTT } from "../generated/limits";
import * as margin from "../generated/margin";
import * as market from "../generated/market";
import * as order from "../generated/order";
import * as position from "../generated/position";
import * as taker from "../generated/taker";
import * as work from "../generated/work";
import { assessPositions } from "../position/margin";
import { releaseIfEmpty } from "../position/positions";
import { makerFee, takerFee } from "./fees";
import { fill } from "./fill";
import { refuse } from "./refuse";
import { cancelOrder } from "./remove";

/**
 * Rule T2: trades the taker against the opposite side, best price first, then time, until it is filled, its limit is
 * reached or it must stop (T4, or its own equity would turn negative: `taker.stop`).
 */
export function match(): void {
  const m = taker.market();
  while (taker.remaining() !== 0 && takes(m)) {
    if (taker.visits() === taker.visitLimit()) {
      taker.setStop(MATCH_LIMIT);
      return;
    }
    taker.setVisits(taker.visits() + 1);
    const o = order.at(level.head(levelAt(m, bestOpposite(m))));
    const lots = min<u32>(taker.remaining(), order.lots(o));
    const reason = whyNotFillable(m, o, lots);
    if (reason !== OK) {
      const p = position.at(order.position(o));
      cancelOrder(o, reason);
      // The taker's own record must outlive the order, even when its last resting order just left.
      if (p !== taker.position()) releaseIfEmpty(p);
      continue;
    }
    if (taker.guarded() !== 0 && wouldRuinTaker(m, o, lots)) {
      taker.setStop(INSUFFICIENT_MARGIN);
      return;
    }
    fill(m, o, lots);
  }
}

// @ts-expect-error: decorator
@inline
function bestOpposite(m: u32): u32 {
  return taker.isBuy() !== 0 ? market.bestAsk(m) : market.bestBid(m);
}

/** Whether the best opposite price lies within the taker's limit. */
export function takes(m: u32): bool {
  const best = bestOpposite(m);
  if (best === 0) return false;
  return taker.isBuy() !== 0 ? best <= taker.limit() : best >= taker.limit();
}

export function isExpired(o: u32): bool {
  return ((order.flags(o) >> 1) & 7) === TIF_GTT && <u64>order.goodTill(o) * 1000 <= work.timestamp();
}

/** Why the best resting order must leave instead of being filled, or OK. */
function whyNotFillable(m: u32, o: u32, lots: u32): u32 {
  if (isExpired(o)) return EXPIRED;
  if (account.owner(account.at(order.account(o))) === taker.owner()) return SELF_TRADE;
  return canCarry(m, o, lots) ? OK : MAKER_UNDERMARGINED;
}

/** Equity at the mark gained (lost) by trading `lots` at `price`. */
// @ts-expect-error: decorator
@inline
function gainAtMark(m: u32, isBuy: bool, lots: u32, price: u32): i64 {
  const better = <i64>market.mark(m) - <i64>price;
  return (isBuy ? better : -better) * <i64>lots * <i64>market.unit(m);
}

/** Rule R4: whether the maker's account can carry this fill. */
function canCarry(m: u32, o: u32, lots: u32): bool {
  const a = account.at(order.account(o));
  const p = position.at(order.position(o));
  const makerBuys = taker.isBuy() === 0;
  const size = position.size(p);
  const after = makerBuys ? size + <i64>lots : size - <i64>lots;
  assessPositions(a, p, after);
  const price = order.price(o);
  const fee = makerFee(m, <u64>lots * <u64>price * <u64>market.unit(m));
  const equity = margin.equity() + gainAtMark(m, makerBuys, lots, price) - fee;
  return equity >= (magnitude(after) > magnitude(size) ? margin.initial() : 0);
}

function wouldRuinTaker(m: u32, o: u32, lots: u32): bool {
  const price = order.price(o);
  const fee = takerFee(m, <u64>lots * <u64>price * <u64>market.unit(m));
  const cost = fee - gainAtMark(m, taker.isBuy() !== 0, lots, price);
  if (taker.equity() >= cost) return false;
  refuse(INSUFFICIENT_MARGIN, taker.equity(), cost);
  return true;
}
