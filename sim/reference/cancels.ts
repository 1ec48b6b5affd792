/** Cancels (T6) and reductions (T9). */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { cancel, cut } from "./book.ts";
import { releaseIfEmpty } from "./positions.ts";
import { type Account, accountOf, type Order, type State } from "./state.ts";

export interface Cancelled {
  readonly code: number;
  /** Orders cancelled. */
  readonly count: number;
  readonly orderId: bigint;
  readonly restingLots: number;
}

const unknown: Cancelled = { code: resultCode.UNKNOWN_ORDER, count: 0, orderId: 0n, restingLots: 0 };

/** T6, by a test on the account's open orders. */
export function cancelOne(s: State, account: Account, isIt: (order: Order) => boolean): Cancelled {
  const order = account.orders.find(isIt);
  if (!order) return unknown;
  cancel(s, order, resultCode.CANCELLED);
  releaseIfEmpty(s, account.id, order.market);
  return { code: resultCode.OK, count: 1, orderId: order.id, restingLots: 0 };
}

/** T6: all orders of the account, in one market or in all, newest first; returns how many. */
export function cancelAll(s: State, id: number, market: number | undefined, reason: number): number {
  const orders = accountOf(s, id).orders.filter((order) => market === undefined || order.market === market);
  for (const order of orders.reverse()) {
    cancel(s, order, reason);
    releaseIfEmpty(s, id, order.market);
  }
  return orders.length;
}

/** T9. */
export function reduceOrder(s: State, account: Account, orderId: bigint, lots: number): Cancelled {
  const order = account.orders.find((candidate) => candidate.id === orderId);
  if (!order) return unknown;
  const code = lots >= order.lots ? resultCode.NOT_A_REDUCTION : resultCode.OK;
  if (code === resultCode.OK) cut(s, order, order.lots - lots, resultCode.CANCELLED);
  return { code, count: 0, orderId, restingLots: order.lots };
}
