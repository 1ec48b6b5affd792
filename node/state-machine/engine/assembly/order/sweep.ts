import { EXPIRED } from "../generated/codes";
import * as header from "../generated/header";
import { SWEEP_SLOTS } from "../generated/limits";
import * as order from "../generated/order";
import * as position from "../generated/position";
import { releaseIfEmpty } from "../position/positions";
import { isExpired } from "./match";
import { cancelOrder } from "./remove";

/** Rule T8: removes expired orders among the next slots of the arena, cyclically from the cursor. */
export function sweepExpired(): void {
  const top = header.orderTop();
  const slots = min<u32>(SWEEP_SLOTS, top - 1);
  let cursor = header.sweepCursor();
  for (let i: u32 = 0; i < slots; i++) {
    cursor = cursor + 1 < top ? cursor + 1 : 1;
    const o = order.at(cursor);
    if (order.lots(o) === 0 || !isExpired(o)) continue;
    const p = position.at(order.position(o));
    cancelOrder(o, EXPIRED);
    releaseIfEmpty(p);
  }
  if (slots !== 0) header.setSweepCursor(cursor);
}
