import { magnitude } from "../arithmetic/rounding";
import * as account from "../generated/account";
import * as action from "../generated/action";
import {
  BAD_PRICE,
  DUPLICATE_CLIENT_ID,
  MARKET_CLOSED,
  MIN_NOTIONAL,
  NO_PRICE,
  OK,
  ORDER_EXPIRED,
  ORDERS_FULL,
  POSITION_LIMIT,
  POSITIONS_FULL,
  PRICE_BAND,
  REDUCE_ONLY,
  REDUCE_ONLY_MODE,
  TOO_MANY_ORDERS,
  TOO_MANY_POSITIONS,
  UNKNOWN_MARKET,
} from "../generated/codes";
import * as header from "../generated/header";
import {
  FLAG_BUY,
  FLAG_CLIENT_ID,
  FLAG_MARKET,
  FLAG_REDUCE_ONLY,
  MARKET_CLOSED_STATUS,
  MARKET_REDUCE_ONLY,
  MAX_OPEN_ORDERS,
  MAX_POSITIONS,
  MAX_REDUCE_ONLY_ORDERS,
  TIF_FOK,
  TIF_GTT,
  TIF_IOC,
} from "../generated/limits";
import * as market from "../generated/market";
import * as position from "../generated/position";
import * as taker from "../generated/taker";
import * as work from "../generated/work";
import { isStale } from "../position/margin";
import { findPosition, hasFreePosition } from "../position/positions";
import { hasClientId } from "./client-ids";
import { checkMargin } from "./margin-check";
import { refuse } from "./refuse";
import { hasFreeOrder } from "./slots";

const BPS: u64 = 10_000;
const PPM: i64 = 1_000_000;

/** Whether what an order does not fill at once may rest. */
export function mayRest(): bool {
  return action.timeInForce() !== TIF_IOC && action.timeInForce() !== TIF_FOK;
}

/** Rule T1: every check of a new order of account `a`, in order of precedence. Prepares the taker record; changes no state. */
export function checkOrder(a: u32): u32 {
  const flags = action.flags();
  if (action.market() >= header.marketCount()) return UNKNOWN_MARKET;
  const m = market.at(action.market());
  if (market.status(m) === MARKET_CLOSED_STATUS) return MARKET_CLOSED;
  if ((flags & FLAG_MARKET) === 0 && action.price() >> market.tickBits(m) !== 0) return BAD_PRICE;
  if (action.timeInForce() === TIF_GTT && <u64>action.goodTill() * 1000 <= work.timestamp())
    return ORDER_EXPIRED;
  if ((flags & FLAG_CLIENT_ID) !== 0 && hasClientId(a)) return DUPLICATE_CLIENT_ID;
  if (market.mark(m) === 0) return NO_PRICE;
  prepareTaker(a, m);
  if ((flags & FLAG_REDUCE_ONLY) === 0 && (market.status(m) === MARKET_REDUCE_ONLY || isStale(m)))
    return REDUCE_ONLY_MODE;
  if (isBeyondBand(m)) return refuse(PRICE_BAND, taker.limit(), bandEdge(m));
  if ((flags & FLAG_REDUCE_ONLY) === 0 && isBelowMinimum(m)) {
    const value = <i64>action.size() * <i64>taker.limit() * <i64>market.unit(m);
    return refuse(MIN_NOTIONAL, value, <i64>market.minNotional(m));
  }
  const code = (flags & FLAG_REDUCE_ONLY) !== 0 ? cutToPosition() : checkLimits(a, m);
  if (code !== OK) return code;
  if (mayRest() && isFullOfOrders(a)) return TOO_MANY_ORDERS;
  if (taker.position() === 0 && !hasFreePosition()) return POSITIONS_FULL;
  if (mayRest() && !hasFreeOrder()) return ORDERS_FULL;
  return checkMargin(a, m);
}

function prepareTaker(a: u32, m: u32): void {
  taker.setAccount(a);
  taker.setOwner(account.owner(a));
  taker.setMarket(m);
  taker.setPosition(findPosition(a, action.market()));
  taker.setIsBuy(action.flags() & FLAG_BUY);
  taker.setMark(market.mark(m));
  taker.setLimit((action.flags() & FLAG_MARKET) !== 0 ? slippageLimit(m) : action.price());
  taker.setRemaining(action.size());
}

/** Rule T5: the limit of a market order, on the grid. */
function slippageLimit(m: u32): u32 {
  const mark = <u64>market.mark(m);
  const slippage = (mark * action.price()) / BPS;
  if ((action.flags() & FLAG_BUY) === 0) return max<u32>(<u32>(mark - slippage), 1);
  return min<u32>(<u32>(mark + slippage), ((<u32>1) << market.tickBits(m)) - 1);
}

function isBeyondBand(m: u32): bool {
  // distance > floor(mark * band / 10^6), for integers, is distance * 10^6 > mark * band.
  const distance = <i64>taker.limit() - <i64>taker.mark();
  const most = <i64>taker.mark() * <i64>market.priceBandPpm(m);
  return (taker.isBuy() !== 0 ? distance : -distance) * PPM > most;
}

/** The farthest limit inside the band. */
function bandEdge(m: u32): i64 {
  const band = (<i64>taker.mark() * <i64>market.priceBandPpm(m)) / PPM;
  return <i64>taker.mark() + (taker.isBuy() !== 0 ? band : -band);
}

function isBelowMinimum(m: u32): bool {
  const lotValue = <u64>taker.limit() * <u64>market.unit(m);
  const minimum = market.minNotional(m);
  if (lotValue >> 32 === 0) return <u64>action.size() * lotValue < minimum;
  // The product may not fit 64 bits.
  return <u64>action.size() < minimum / lotValue + <u64>(minimum % lotValue !== 0);
}

/** A reduce-only order is cut to the position it closes. */
function cutToPosition(): u32 {
  const p = taker.position();
  if (p === 0) return REDUCE_ONLY;
  const size = position.size(p);
  if (taker.isBuy() !== 0 ? size >= 0 : size <= 0) return REDUCE_ONLY;
  taker.setRemaining(<u32>min<u64>(action.size(), magnitude(size)));
  return OK;
}

/** Rule R5 for an order that may raise the position. */
function checkLimits(a: u32, m: u32): u32 {
  const p = taker.position();
  const limit = <i64>market.maxPositionLots(m);
  const buy = taker.isBuy() !== 0;
  let open = <i64>action.size();
  let size: i64 = 0;
  if (p !== 0) {
    open += buy ? position.openBuyLots(p) : position.openSellLots(p);
    size = buy ? position.size(p) : -position.size(p);
  }
  const most = open + max<i64>(size, 0);
  if (most > limit) return refuse(POSITION_LIMIT, most, limit);
  return p === 0 && account.positionCount(a) >= MAX_POSITIONS ? TOO_MANY_POSITIONS : OK;
}

function isFullOfOrders(a: u32): bool {
  if (account.orderCount(a) >= MAX_OPEN_ORDERS) return true;
  if ((action.flags() & FLAG_REDUCE_ONLY) === 0) return false;
  return <u32>position.reduceOnlyCount(taker.position()) >= MAX_REDUCE_ONLY_ORDERS;
}
