/** Placing an order: matching, then resting or not (T3, T5). */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { rest } from "./book.ts";
import { VISITS_OF_FILL_OR_KILL, VISITS_OF_ORDER } from "./bounds.ts";
import { isCancelled } from "./cancelled.ts";
import { reduceOnlyLots } from "./margin.ts";
import { match, type Taker } from "./matching.ts";
import { abs, min } from "./numbers.ts";
import { type Checked, checkOrder, mayRest } from "./order-check.ts";
import { openPosition, releaseIfEmpty } from "./positions.ts";
import { accountOf, positionOf, type State, saveTrading, takeSlot } from "./state.ts";
import { type OrderAction, TIF } from "./wire.ts";

const SLOT_BITS = 22n;

/** What came of an order: the fields of its action receipt. */
export interface Placement {
  readonly code: number;
  readonly orderId: bigint;
  readonly filledLots: number;
  readonly restingLots: number;
  readonly filledNotional: bigint;
  readonly fee: bigint;
}

const nothing = (code: number): Placement => ({
  code,
  orderId: 0n,
  filledLots: 0,
  restingLots: 0,
  filledNotional: 0n,
  fee: 0n,
});

/** T5: the next order id. */
export function drawOrderId(s: State, slot: number): bigint {
  s.orderSequence += 1n;
  return (s.orderSequence << SLOT_BITS) | BigInt(slot);
}

export function placeOrder(s: State, account: number, order: OrderAction): Placement {
  if (isCancelled(s, account, order)) return nothing(resultCode.CANCELLED_FIRST);
  const checked = checkOrder(s, account, order);
  if (checked.code !== resultCode.OK) return nothing(checked.code);
  return order.tif === TIF.fok
    ? fillOrKill(s, account, order, checked)
    : fillThenRest(s, account, order, checked);
}

/** Draws the id and matches. */
function take(
  s: State,
  account: number,
  order: OrderAction,
  checked: Checked,
  slot: number,
  visitLimit: number,
): Taker {
  openPosition(s, account, order.market);
  const taker: Taker = {
    account,
    market: order.market,
    isBuy: order.isBuy,
    limit: checked.limit,
    orderId: drawOrderId(s, slot),
    visitLimit,
    guarded: checked.guarded,
    liquidation: false,
    equity: checked.equity,
    remaining: checked.lots,
    filled: 0,
    notional: 0n,
    fee: 0n,
    visits: 0,
    stop: resultCode.OK,
  };
  match(s, taker);
  return taker;
}

const placed = (code: number, taker: Taker, restingLots: number): Placement => ({
  code,
  orderId: taker.orderId,
  filledLots: taker.filled,
  restingLots,
  filledNotional: taker.notional,
  fee: taker.fee,
});

function fillThenRest(s: State, account: number, order: OrderAction, checked: Checked): Placement {
  const rests = mayRest(order);
  // The slot is taken before matching: the id names it.
  const slot = rests ? takeSlot(s.orderSlots) : 0;
  const taker = take(s, account, order, checked, slot, Math.min(VISITS_OF_ORDER, s.visitsLeft));
  s.visitsLeft -= taker.visits;
  const lots = rests && taker.stop === resultCode.OK ? restingLots(s, order, taker) : 0;
  if (lots > 0) {
    const { orderId: id, market, limit: price } = taker;
    const { flags, goodTill, clientId } = order;
    rest(s, { id, slot, account, market, flags, price, lots, goodTill, clientId }, order.size);
  } else if (rests) {
    s.orderSlots.free.push(slot);
  }
  releaseIfEmpty(s, account, order.market);
  return placed(codeOf(order, taker, lots), taker, lots);
}

function codeOf(order: OrderAction, taker: Taker, resting: number): number {
  if (taker.stop !== resultCode.OK) return taker.stop;
  if (taker.filled > 0 || resting > 0) return resultCode.OK;
  if (mayRest(order)) return resultCode.REDUCE_ONLY;
  return order.isMarket ? resultCode.NO_LIQUIDITY : resultCode.IOC_NO_FILL;
}

/** T3: a reduce-only order rests only what the position and its older orders leave. */
function restingLots(s: State, order: OrderAction, taker: Taker): number {
  if (!order.reduceOnly) return taker.remaining;
  const { size } = positionOf(s, taker.account, taker.market)!;
  const free = abs(size) - reduceOnlyLots(accountOf(s, taker.account), taker.market);
  return Number(min(BigInt(taker.remaining), free));
}

/** T3: everything at once, or nothing happened. */
function fillOrKill(s: State, account: number, order: OrderAction, checked: Checked): Placement {
  const putBack = saveTrading(s);
  const taker = take(s, account, order, checked, 0, VISITS_OF_FILL_OR_KILL);
  if (taker.remaining > 0) {
    putBack();
    return nothing(resultCode.FOK_NOT_FILLED);
  }
  releaseIfEmpty(s, account, order.market);
  return placed(resultCode.OK, taker, 0);
}
