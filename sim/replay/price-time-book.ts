import type { Side } from "./cme-mbo.ts";

export interface BookOrder {
  readonly id: string;
  readonly side: Side;
  readonly price: number;
  remaining: number;
}

/** One resting order's part of a trade. */
export interface Match<Order extends BookOrder> {
  readonly maker: Order;
  readonly lots: number;
}

/**
 * Resting orders by price, then time: enough to foresee what a taker meets. It knows nothing of margin, owners or expiry;
 * where those decide, the engine's receipts differ from what it says.
 */
export class PriceTimeBook<Order extends BookOrder> {
  readonly #levels = { buy: new Map<number, Set<Order>>(), sell: new Map<number, Set<Order>>() };
  /** No order of the side is better; perhaps none is as good. */
  readonly #best = { buy: 0, sell: Number.POSITIVE_INFINITY };

  /** Last in the queue of its price. */
  add(order: Order): void {
    const levels = this.#levels[order.side];
    const level = levels.get(order.price);
    if (level === undefined) levels.set(order.price, new Set([order]));
    else level.add(order);
    const pick = order.side === "buy" ? Math.max : Math.min;
    this.#best[order.side] = pick(this.#best[order.side], order.price);
  }

  remove(order: Order): void {
    const level = this.#levels[order.side].get(order.price);
    level?.delete(order);
    if (level?.size === 0) this.#levels[order.side].delete(order.price);
  }

  /** What a taker of `side` meets up to its limit, in sequence; nothing changes. */
  matches(side: Side, limit: number, size: number): Match<Order>[] {
    const makers = side === "buy" ? "sell" : "buy";
    const step = side === "buy" ? 1 : -1;
    const levels = this.#levels[makers];
    const found: Match<Order>[] = [];
    let left = size;
    for (let price = this.#best[makers]; levels.size > 0 && (limit - price) * step >= 0; price += step) {
      const level = levels.get(price);
      if (level === undefined) {
        if (this.#best[makers] === price) this.#best[makers] += step;
        continue;
      }
      for (const maker of level) {
        const lots = Math.min(left, maker.remaining);
        found.push({ maker, lots });
        left -= lots;
        if (left === 0) return found;
      }
    }
    return found;
  }
}
