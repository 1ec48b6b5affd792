/** The orders around a market's spread, each price a queue, kept up with the events of blocks: what an l3Book feed tells. */
import { NovateError } from "../../primitives/error.ts";
import { type EventRecord, names } from "../../state-machine/layout/generated.ts";
import type { StateReader } from "../dependencies.ts";

/** What happened to one order. */
export interface QueueChange {
  readonly event: "open" | "fill" | "cut" | "cancel";
  readonly isBuy: boolean;
  /** Ticks. */
  readonly price: number;
  readonly orderId: bigint;
  /** What is left of it; 0 = it is gone. */
  readonly lots: number;
  /** Of a fill. */
  readonly tradeId?: bigint;
}

/** One side: an order keeps its place until it goes, so a queue is a map in the order of arrival. */
interface Side {
  readonly isBuy: boolean;
  readonly queues: Map<number, Map<bigint, number>>;
  /** The worst price that is kept; undefined while all are. */
  readonly bound: number | undefined;
  orders: number;
}

export interface ShownQueue {
  readonly price: number;
  readonly orders: readonly { readonly id: bigint; readonly lots: number }[];
}

/**
 * Holds a window of whole prices, which began with at most `most` orders a side, and is read anew from the state when a side has fewer than a
 * quarter of that while there may be more, or more than twice as many.
 */
export class QueueBook {
  readonly #market: number;
  readonly #most: number;
  readonly #state: Pick<StateReader, "header" | "queues">;
  #from = 0n;
  #bids!: Side;
  #asks!: Side;

  /** Throws `BOOK_TOO_LARGE` when more than `most` orders wait at a best price. */
  constructor(
    options: { readonly market: number; readonly most: number },
    dependencies: { readonly state: Pick<StateReader, "header" | "queues"> },
  ) {
    this.#market = options.market;
    this.#most = options.most;
    this.#state = dependencies.state;
    this.read();
  }

  /** Reads the window of the state as it is now: blocks until that one are in it. Throws as the constructor. */
  read(): void {
    const queues = this.#state.queues(this.#market, { orders: this.#most, levels: this.#most })!;
    for (const { isWhole, queues: found } of [queues.bids, queues.asks]) {
      if (isWhole || found.length > 0) continue;
      throw new NovateError("BOOK_TOO_LARGE", `expected at most ${this.#most} orders at the best price`);
    }
    this.#from = this.#state.header().blockNumber;
    this.#bids = sideOf(true, queues.bids);
    this.#asks = sideOf(false, queues.asks);
  }

  /** The block that the book is as of, at least. */
  get from(): bigint {
    return this.#from;
  }

  /** Bids, then asks, best first. */
  get levels(): readonly [readonly ShownQueue[], readonly ShownQueue[]] {
    return [shown(this.#bids), shown(this.#asks)];
  }

  /** The worst bid and ask that are kept, ticks; undefined where all are. */
  get bounds(): readonly [number | undefined, number | undefined] {
    return [this.#bids.bound, this.#asks.bound];
  }

  /** Whether a side of the window is too thin, or too thick. */
  get isWorn(): boolean {
    return [this.#bids, this.#asks].some(
      ({ bound, orders }) => orders > 2 * this.#most || (bound !== undefined && 4 * orders < this.#most),
    );
  }

  /** Takes the events of the next block; what they changed in the window, in order. Throws `INTERNAL` for an order that is not where it should be. */
  take(block: bigint, events: readonly EventRecord[]): QueueChange[] {
    if (block <= this.#from) return [];
    return events.flatMap((event) => {
      const change = changeOf(event, this.#market);
      return change !== undefined && this.#apply(change) ? [change] : [];
    });
  }

  /** Whether it lies in the window. */
  #apply({ event, isBuy, lots, orderId, price }: QueueChange): boolean {
    const side = isBuy ? this.#bids : this.#asks;
    if (side.bound !== undefined && (isBuy ? price < side.bound : price > side.bound)) return false;
    const queue = side.queues.get(price) ?? new Map<bigint, number>();
    if (queue.has(orderId) === (event === "open"))
      throw new NovateError(
        "INTERNAL",
        `expected order ${orderId} ${event === "open" ? "once" : "in its queue"}`,
      );
    if (event === "open") side.orders++;
    if (lots > 0) queue.set(orderId, lots);
    else {
      queue.delete(orderId);
      side.orders--;
    }
    if (queue.size > 0) side.queues.set(price, queue);
    else side.queues.delete(price);
    return true;
  }
}

function sideOf(
  isBuy: boolean,
  { isWhole, queues }: { isWhole: boolean; queues: readonly ShownQueue[] },
): Side {
  const kept = queues.map(({ price, orders }) => {
    return [price, new Map(orders.map(({ id, lots }) => [id, lots]))] as const;
  });
  const count = queues.reduce((sum, { orders }) => sum + orders.length, 0);
  return { isBuy, queues: new Map(kept), bound: isWhole ? undefined : queues.at(-1)!.price, orders: count };
}

function shown({ isBuy, queues }: Side): ShownQueue[] {
  return [...queues]
    .sort(([one], [other]) => (isBuy ? other - one : one - other))
    .map(([price, orders]) => ({ price, orders: [...orders].map(([id, lots]) => ({ id, lots })) }));
}

function changeOf(event: EventRecord, market: number): QueueChange | undefined {
  if (event.kind === "fill" && event.market === market) {
    const { makerOrderId: orderId, makerRestingLots: lots, price, sequence: tradeId, takerIsBuy } = event;
    return { event: "fill", isBuy: takerIsBuy === 0, price, orderId, lots, tradeId };
  }
  if (event.kind !== "orderUpdate" || event.market !== market) return undefined;
  const { flags, lots, orderId, price } = event;
  const at = { isBuy: (flags & names.FLAG_BUY) !== 0, price, orderId };
  if (event.event === names.ORDER_OPENED) return { event: "open", ...at, lots };
  if (event.event === names.ORDER_CUT) return { event: "cut", ...at, lots };
  return { event: "cancel", ...at, lots: 0 };
}
