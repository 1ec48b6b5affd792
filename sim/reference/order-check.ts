/** Checks of a new order, in order of precedence (T1), with its margin (R3) and limits (R5). */
import { resultCode as code } from "../../node/state-machine/layout/generated.ts";
import { MARKETS_OF_ACCOUNT, OPEN_ORDERS, REDUCE_ONLY_ORDERS } from "./bounds.ts";
import { equity, exposure, initialMargin, isReduceOnly, isStale, openLots } from "./margin.ts";
import { crosses } from "./matching.ts";
import { abs, floorDiv, max, min } from "./numbers.ts";
import { feeOn } from "./positions.ts";
import { type Account, accountOf, type Market, positionOf, type State } from "./state.ts";
import { NO_CLIENT_ID, type OrderAction, TIF } from "./wire.ts";

const ACTIVE = 1;
const CLOSED = 3;
const PPM = 1_000_000n;

export interface Checked {
  readonly code: number;
  /** Ticks. */
  readonly limit: number;
  /** Lots to trade: a reduce-only order is cut to the position. */
  readonly lots: number;
  readonly equity: bigint;
  readonly guarded: boolean;
}

/** Refuses for what two figures say. */
function compare(s: State, why: number, have: bigint, need: bigint): number {
  s.figures = { have, need };
  return why;
}

const refuse = (why: number): Checked => ({ code: why, limit: 0, lots: 0, equity: 0n, guarded: false });

export const mayRest = (order: OrderAction): boolean => order.tif !== TIF.ioc && order.tif !== TIF.fok;

export function checkOrder(s: State, id: number, order: OrderAction): Checked {
  const account = accountOf(s, id);
  const market = s.markets[order.market];
  if (!market) return refuse(code.UNKNOWN_MARKET);
  const { config } = market;
  if (config.status === CLOSED) return refuse(code.MARKET_CLOSED);
  if (!order.isMarket && order.price >= 2 ** config.tickBits) return refuse(code.BAD_PRICE);
  if (order.tif === TIF.gtt && order.goodTill * 1000 <= s.timestamp) return refuse(code.ORDER_EXPIRED);
  if (order.clientId !== NO_CLIENT_ID && account.orders.some((other) => other.clientId === order.clientId))
    return refuse(code.DUPLICATE_CLIENT_ID);
  if (market.mark === 0) return refuse(code.NO_PRICE);

  const limit = limitOf(market, order);
  if (!order.reduceOnly && (config.status !== ACTIVE || isStale(s, market)))
    return refuse(code.REDUCE_ONLY_MODE);
  const band = floorDiv(BigInt(market.mark) * BigInt(config.priceBandPpm), PPM);
  const beyond = order.isBuy ? limit - BigInt(market.mark) : BigInt(market.mark) - limit;
  if (beyond > band) {
    const edge = BigInt(market.mark) + (order.isBuy ? band : -band);
    return refuse(compare(s, code.PRICE_BAND, limit, edge));
  }

  const size = positionOf(s, id, order.market)?.size ?? 0n;
  let lots = BigInt(order.size);
  if (order.reduceOnly) {
    if (order.isBuy ? size >= 0n : size <= 0n) return refuse(code.REDUCE_ONLY);
    lots = min(lots, abs(size));
  } else {
    const why = checkSize(s, account, market, order, size, limit);
    if (why !== code.OK) return refuse(why);
  }
  if (mayRest(order) && hasTooManyOrders(account, order)) return refuse(code.TOO_MANY_ORDERS);
  const margin = checkMargin(s, account, market, order, lots, limit);
  if (margin.code !== code.OK) return refuse(margin.code);
  if (order.tif === TIF.postOnly && crosses(s, order.market, order.isBuy, Number(limit)))
    return refuse(code.POST_ONLY_WOULD_TAKE);
  return { ...margin, limit: Number(limit), lots: Number(lots) };
}

/** T5: a market order's limit follows from its slippage bound. */
function limitOf(market: Market, order: OrderAction): bigint {
  if (!order.isMarket) return BigInt(order.price);
  const mark = BigInt(market.mark);
  const slippage = floorDiv(mark * BigInt(order.price), 10_000n);
  return order.isBuy
    ? min(mark + slippage, (1n << BigInt(market.config.tickBits)) - 1n)
    : max(mark - slippage, 1n);
}

/** T1 step 4 of an order that is not reduce-only. */
function checkSize(
  s: State,
  account: Account,
  market: Market,
  order: OrderAction,
  size: bigint,
  limit: bigint,
): number {
  const { config } = market;
  const value = BigInt(order.size) * limit * BigInt(config.unit);
  if (value < config.minNotional) return compare(s, code.MIN_NOTIONAL, value, config.minNotional);
  const open = openLots(account, order.market, order.isBuy) + BigInt(order.size);
  const most = BigInt(config.maxPositionLots);
  const whole = max(open, (order.isBuy ? size : -size) + open);
  if (whole > most) return compare(s, code.POSITION_LIMIT, whole, most);
  const uses = account.positions.some((position) => position.market === order.market);
  return !uses && account.positions.length >= MARKETS_OF_ACCOUNT ? code.TOO_MANY_POSITIONS : code.OK;
}

function hasTooManyOrders(account: Account, order: OrderAction): boolean {
  if (account.orders.length >= OPEN_ORDERS) return true;
  const reducing = account.orders.filter((other) => other.market === order.market && isReduceOnly(other));
  return order.reduceOnly && reducing.length >= REDUCE_ONLY_ORDERS;
}

/** R3. */
function checkMargin(
  s: State,
  account: Account,
  market: Market,
  order: OrderAction,
  lots: bigint,
  limit: bigint,
): { code: number; equity: bigint; guarded: boolean } {
  const before = equity(s, account);
  const extra = { market: order.market, buy: order.isBuy ? lots : 0n, sell: order.isBuy ? 0n : lots };
  const raises =
    !order.reduceOnly &&
    exposure(account, order.market, extra.buy, extra.sell) > exposure(account, order.market);
  if (!raises) {
    const holds = order.reduceOnly || before > 0n;
    const why = holds ? code.OK : compare(s, code.INSUFFICIENT_MARGIN, before, 1n);
    return { code: why, equity: before, guarded: true };
  }
  const unit = BigInt(market.config.unit);
  const mark = BigInt(market.mark);
  const worse = max(0n, order.isBuy ? limit - mark : mark - limit);
  const fee = feeOn(lots * limit * unit, market.config.takerFeePpm);
  const [have, need] = [before - lots * worse * unit - fee, initialMargin(s, account, extra)];
  const why = have >= need ? code.OK : compare(s, code.INSUFFICIENT_MARGIN, have, need);
  return { code: why, equity: before, guarded: false };
}
