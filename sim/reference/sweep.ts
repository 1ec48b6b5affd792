/** Expired orders leave the book (T8). */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { cancel, isExpired } from "./book.ts";
import { SWEEP_SLOTS } from "./bounds.ts";
import { releaseIfEmpty } from "./positions.ts";
import type { State } from "./state.ts";

export function sweepExpired(s: State): void {
  const last = s.orderSlots.top - 1;
  for (let visits = Math.min(SWEEP_SLOTS, last); visits > 0; visits--) {
    s.sweepCursor = s.sweepCursor < last ? s.sweepCursor + 1 : 1;
    const order = s.orders.get(s.sweepCursor);
    if (!order || !isExpired(s, order)) continue;
    cancel(s, order, resultCode.EXPIRED);
    releaseIfEmpty(s, order.account, order.market);
  }
}
