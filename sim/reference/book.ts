/** Resting orders: what is best, how they come and go. A book is the list of its orders, oldest first. */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { emit } from "./events.ts";
import { isBuy, isReduceOnly, reduceOnlyLots } from "./margin.ts";
import { abs } from "./numbers.ts";
import { accountOf, type Market, type Order, type Position, type State } from "./state.ts";
import { TIF } from "./wire.ts";

/** The order that trades next on one side: the best price, then the oldest. */
export function bestOrder(market: Market, bids: boolean): Order | undefined {
  let best: Order | undefined;
  for (const order of market.book) {
    if (isBuy(order) !== bids) continue;
    if (!best || (bids ? order.price > best.price : order.price < best.price)) best = order;
  }
  return best;
}

/** Price of the best order of one side, 0 if there is none. */
export const bestPrice = (market: Market, bids: boolean): number => bestOrder(market, bids)?.price ?? 0;

/** T2: whether a good-till-time order's time has come. */
export function isExpired(s: State, order: Order): boolean {
  return ((order.flags >> 1) & 7) === TIF.gtt && order.goodTill * 1000 <= s.timestamp;
}

const UPDATE = { opened: 1, cancelled: 2, cut: 3 } as const;

function report(s: State, event: number, order: Order, reason: number, lots: number, change: number): void {
  const { id, account, market, flags, price, goodTill, clientId } = order;
  emit(s, "orderUpdate", {
    event,
    flags,
    reason,
    orderId: id,
    account,
    market,
    price,
    lots,
    change,
    goodTill,
    clientId,
  });
}

/** T5: joins the tail of its price level; `ordered` = lots the order was placed with. */
export function rest(s: State, order: Order, ordered: number): void {
  s.orders.set(order.slot, order);
  s.markets[order.market]!.book.push(order);
  accountOf(s, order.account).orders.push(order);
  report(s, UPDATE.opened, order, resultCode.OK, order.lots, ordered);
}

/** Takes an order out of every list and frees its slot. */
export function remove(s: State, order: Order): void {
  const market = s.markets[order.market]!;
  const account = accountOf(s, order.account);
  market.book = market.book.filter((other) => other !== order);
  account.orders = account.orders.filter((other) => other !== order);
  s.orders.delete(order.slot);
  s.orderSlots.free.push(order.slot);
}

export function cancel(s: State, order: Order, reason: number): void {
  report(s, UPDATE.cancelled, order, reason, 0, order.lots);
  remove(s, order);
}

/** Takes `lots`, fewer than it has, off an order, which keeps its place. */
export function cut(s: State, order: Order, lots: number, reason: number): void {
  report(s, UPDATE.cut, order, reason, order.lots - lots, lots);
  order.lots -= lots;
}

/** T7: after a position changed from `before` lots. */
export function trimReduceOnly(s: State, position: Position, before: bigint): void {
  const { account: id, market, size } = position;
  const account = accountOf(s, id);
  const sameSide = size > 0n === before > 0n && size !== 0n;
  let excess = Number(reduceOnlyLots(account, market) - (sameSide ? abs(size) : 0n));
  const newestFirst = account.orders.filter((order) => order.market === market && isReduceOnly(order));
  for (const order of newestFirst.reverse()) {
    if (excess <= 0) return;
    const { lots } = order;
    if (lots <= excess) cancel(s, order, resultCode.REDUCE_ONLY_CUT);
    else cut(s, order, excess, resultCode.REDUCE_ONLY_CUT);
    excess -= lots;
  }
}
