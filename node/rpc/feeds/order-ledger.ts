/** The open orders of one account as the history has them, kept up with its events: each change is told with the whole order. */
import { names, type OrderUpdateRecord, resultCode } from "../../state-machine/layout/generated.ts";
import type { ChangedEntry, OrderHistory } from "../../store/history/index.ts";
import type { BlockFacts } from "./block-facts.ts";
import type { OrderChange } from "./order-changes.ts";

type Sums = Pick<ChangedEntry, "cutLots" | "filledLots" | "filledNotional" | "fee">;
type MakerFill = Extract<OrderChange, { kind: "fill" }>["event"];

const NOTHING: Sums = { cutLots: 0, filledLots: 0, filledNotional: 0n, fee: 0n };

/** Holds as many orders as the account has open; those that end leave with the next block. */
export class OrderLedger {
  readonly #from: number;
  /** The block that each seed is known up to; its own events until then are no news. */
  readonly #seeded: ReadonlyMap<bigint, number>;
  readonly #open: Map<bigint, OrderHistory>;
  #ended = new Map<bigint, OrderHistory>();
  #unknown: bigint[] = [];

  /** `orders` are those that were open in block `from`, each as of that block or a later one. */
  constructor(from: number, orders: readonly OrderHistory[]) {
    this.#from = from;
    this.#open = new Map(orders.map((order) => [order.placed.orderId, order]));
    this.#seeded = new Map(orders.map(({ placed, last }) => [placed.orderId, last?.block ?? placed.block]));
  }

  /** The open orders; until the blocks of their ends are taken, also such seeds as have ended. */
  get orders(): readonly OrderHistory[] {
    return [...this.#open.values()];
  }

  /** An order that is open, or was met in the latest block. */
  find(orderId: bigint): OrderHistory | undefined {
    return this.#open.get(orderId) ?? this.#ended.get(orderId);
  }

  /**
   * Takes the account's changes in the next block: the orders as they are after each of them. What the seeds knew is no news. `unknown` are
   * orders that it should know and does not: there are none, unless the state and the events disagree.
   */
  take(changes: readonly OrderChange[], facts: BlockFacts): { orders: OrderHistory[]; unknown: bigint[] } {
    this.#ended = new Map();
    this.#unknown = [];
    if (facts.number <= this.#from) return { orders: [], unknown: [] };
    const orders = changes.flatMap((change) => this.#next(change, facts) ?? []);
    return { orders, unknown: this.#unknown };
  }

  #next(change: OrderChange, facts: BlockFacts): OrderHistory | undefined {
    switch (change.kind) {
      case "result":
        return this.#placed(change, facts);
      case "liquidated":
        return this.#keep({ placed: facts.liquidation(change) });
      case "fill":
        return this.#changed(change.event.makerOrderId, facts, (sums) => filled(change.event, sums));
      case "update":
        return this.#changed(change.event.orderId, facts, (sums) => updated(change.event, sums));
    }
  }

  /** One that was refused as the repeat of an open order is that order, which nothing happened to. */
  #placed(change: Extract<OrderChange, { kind: "result" }>, facts: BlockFacts): OrderHistory | undefined {
    const { code, orderId } = change.receipt;
    if (orderId === 0n && code === resultCode.DUPLICATE_CLIENT_ID) return undefined;
    const placed = facts.placed(change);
    if (placed === undefined || (orderId === 0n && placed.clientId === undefined)) return undefined;
    return this.#keep({ placed });
  }

  #changed(
    orderId: bigint,
    { number: block, time }: BlockFacts,
    next: (sums: Sums) => Omit<ChangedEntry, "block" | "time" | "index" | "orderId">,
  ): OrderHistory | undefined {
    const order = this.find(orderId);
    if (order === undefined) {
      this.#unknown.push(orderId);
      return undefined;
    }
    if ((this.#seeded.get(orderId) ?? 0) >= block) {
      this.#keep(order);
      return undefined;
    }
    // The history counts events; here nobody asks for their places.
    const last = { block, time, index: 0, orderId, ...next(order.last ?? NOTHING) };
    return this.#keep({ placed: order.placed, last });
  }

  #keep(order: OrderHistory): OrderHistory {
    const { orderId } = order.placed;
    if (isOpen(order)) this.#open.set(orderId, order);
    else {
      this.#open.delete(orderId);
      this.#ended.set(orderId, order);
    }
    return order;
  }
}

/** Whether something of the order is in the book. */
export function isOpen({ placed, last }: OrderHistory): boolean {
  if (last === undefined) return placed.restingLots > 0;
  return last.what !== "cancelled" && last.lots > 0;
}

function filled(event: MakerFill, sums: Sums): Omit<ChangedEntry, "block" | "time" | "index" | "orderId"> {
  return {
    what: "filled",
    lots: event.makerRestingLots,
    reason: 0,
    cutLots: sums.cutLots,
    filledLots: sums.filledLots + event.lots,
    filledNotional: sums.filledNotional + event.notional,
    fee: sums.fee + event.makerFee,
  };
}

function updated(
  event: OrderUpdateRecord,
  sums: Sums,
): Omit<ChangedEntry, "block" | "time" | "index" | "orderId"> {
  const { change, lots, reason } = event;
  const { filledLots, filledNotional, fee } = sums;
  const kept = { reason, filledLots, filledNotional, fee };
  return event.event === names.ORDER_CUT
    ? { what: "cut", lots, cutLots: sums.cutLots + change, ...kept }
    : { what: "cancelled", lots: change, cutLots: sums.cutLots, ...kept };
}
