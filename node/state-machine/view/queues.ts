/** A market's book order by order, each price as the queue that it is. */
import { levelLayout, type MarketRecord, orderLayout, readLevel } from "../layout/generated.ts";
import { nextAbove, nextBelow } from "./level-bitmap.ts";

export interface QueuedOrder {
  readonly id: bigint;
  readonly lots: number;
}

/** The orders at one price, the next to be filled first. */
export interface Queue {
  /** Ticks. */
  readonly price: number;
  readonly orders: readonly QueuedOrder[];
}

export interface QueueSide {
  /** Best first; whole queues. */
  readonly queues: readonly Queue[];
  /** Whether these are all. */
  readonly isWhole: boolean;
}

export interface Queues {
  readonly bids: QueueSide;
  readonly asks: QueueSide;
}

const { base, offset, size } = orderLayout;

/** undefined when more than `most` orders wait there. */
function queueFrom(memory: DataView, head: number, most: number): QueuedOrder[] | undefined {
  const orders: QueuedOrder[] = [];
  for (let slot = head; slot !== 0; slot = memory.getUint32(base + slot * size + offset.next, true)) {
    if (orders.length === most) return undefined;
    const at = base + slot * size;
    orders.push({
      id: memory.getBigUint64(at + offset.id, true),
      lots: memory.getUint32(at + offset.lots, true),
    });
  }
  return orders;
}

function walk(
  memory: DataView,
  market: MarketRecord,
  best: number,
  bounds: { readonly orders: number; readonly levels: number },
  next: (memory: DataView, market: MarketRecord, level: number) => number,
): QueueSide {
  const queues: Queue[] = [];
  let left = bounds.orders;
  for (let price = best; price !== 0; price = next(memory, market, price)) {
    if (queues.length === bounds.levels) return { queues, isWhole: false };
    const { head } = readLevel(memory, market.levels + price * levelLayout.size);
    const orders = queueFrom(memory, head, left);
    if (orders === undefined) return { queues, isWhole: false };
    queues.push({ price, orders });
    left -= orders.length;
  }
  return { queues, isWhole: true };
}

/** As many prices a side, best first, as hold at most `orders` orders together, and at most `levels` of them. Work: those orders. */
export function readQueues(
  memory: DataView,
  market: MarketRecord,
  bounds: { readonly orders: number; readonly levels: number },
): Queues {
  return {
    bids: walk(memory, market, market.bestBid, bounds, nextBelow),
    asks: walk(memory, market, market.bestAsk, bounds, nextAbove),
  };
}
