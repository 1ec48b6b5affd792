import * as level from "../generated/level";
import { FLAG_BUY } from "../generated/limits";
import * as market from "../generated/market";
import * as order from "../generated/order";
import { markLevel, nextAbove, nextBelow, unmarkLevel } from "./bitmap";

// @ts-expect-error: decorator
@inline
export function levelAt(m: u32, price: u32): u32 {
  return market.levels(m) + price * level.SIZE;
}

// @ts-expect-error: decorator
@inline
export function isBuyOrder(o: u32): bool {
  return (order.flags(o) & FLAG_BUY) !== 0;
}

/** Joins the tail of the order's price level (T5). */
export function joinLevel(m: u32, o: u32): void {
  const price = order.price(o);
  const l = levelAt(m, price);
  const slot = order.indexOf(o);
  const tail = level.tail(l);
  level.setTail(l, slot);
  if (tail !== 0) {
    order.setPrevious(o, tail);
    order.setNext(order.at(tail), slot);
    level.setLots(l, level.lots(l) + order.lots(o));
    return;
  }
  level.setHead(l, slot);
  level.setLots(l, order.lots(o));
  markLevel(m, price);
  if (isBuyOrder(o)) {
    if (price > market.bestBid(m)) market.setBestBid(m, price);
  } else {
    const best = market.bestAsk(m);
    if (best === 0 || price < best) market.setBestAsk(m, price);
  }
}

/** Leaves the order's price level; the best price moves when the level was the best and is empty now. */
export function leaveLevel(m: u32, o: u32): void {
  const price = order.price(o);
  const l = levelAt(m, price);
  const previous = order.previous(o);
  const next = order.next(o);
  if (previous !== 0) order.setNext(order.at(previous), next);
  else level.setHead(l, next);
  if (next !== 0) order.setPrevious(order.at(next), previous);
  else level.setTail(l, previous);
  level.setLots(l, level.lots(l) - order.lots(o));
  if ((previous | next) !== 0) return;
  unmarkLevel(m, price);
  if (isBuyOrder(o)) {
    if (price === market.bestBid(m)) market.setBestBid(m, nextBelow(m, price));
  } else if (price === market.bestAsk(m)) {
    market.setBestAsk(m, nextAbove(m, price));
  }
}

/** Takes `lots` from a resting order without moving it in its level. */
export function shrinkInLevel(m: u32, o: u32, lots: u32): void {
  const l = levelAt(m, order.price(o));
  order.setLots(o, order.lots(o) - lots);
  level.setLots(l, level.lots(l) - lots);
}
