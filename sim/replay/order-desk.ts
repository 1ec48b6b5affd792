import type { Action, OrderAction } from "../../node/primitives/codec/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { resultCode } from "../../node/state-machine/index.ts";
import type { MboEvent, Side } from "./cme-mbo.ts";
import { ForeseenIds } from "./foreseen-ids.ts";
import type { Foreseen, ForeseenFill, PlannedBlock } from "./planned-block.ts";
import { type Match, PriceTimeBook } from "./price-time-book.ts";
import type { Participant } from "./session.ts";

export interface Placement {
  readonly id: string;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
}

interface LiveOrder extends Placement {
  /** Place of its owner among the makers. */
  readonly maker: number;
  readonly orderId: bigint;
  remaining: number;
}

interface Cut {
  readonly order: LiveOrder;
  readonly size: number;
}

/** Open orders one maker keeps; the engine allows 200. */
const ORDERS_PER_MAKER = 190;

/**
 * Turns the exchange's messages into actions of many makers and a taker, and foresees what the engine does with them: their
 * ids, and what a taker meets. The block holds the engine's receipts to it.
 */
export class OrderDesk {
  actions = 0;
  readonly #block: PlannedBlock;
  readonly #makers: readonly Participant[];
  readonly #market: number;
  readonly #live = new Map<string, LiveOrder>();
  readonly #book = new PriceTimeBook<LiveOrder>();
  readonly #ids = new ForeseenIds();
  readonly #open: number[];
  #next = 0;

  constructor(block: PlannedBlock, makers: readonly Participant[], market: number) {
    this.#block = block;
    this.#makers = makers;
    this.#market = market;
    this.#open = makers.map(() => 0);
  }

  /** Places orders in priority order. */
  place(orders: readonly Placement[]): void {
    for (const order of orders) this.#place(order);
  }

  /** Messages without trades: the cancels and reductions first, then the arrivals in order. */
  run(events: readonly MboEvent[]): void {
    const cuts: Cut[] = [];
    const arrivals = new Map<string, Placement>();
    const removed = new Set<string>();
    const cutTo = new Map<string, number>();
    const remove = (id: string) => {
      arrivals.delete(id);
      const order = this.#live.get(id);
      if (order === undefined || removed.has(id)) return;
      removed.add(id);
      cuts.push({ order, size: 0 });
    };
    for (const event of events) {
      if (event.kind === "trade")
        throw new NovateError("REPLAY_ORDER", "expected a run without trades, got one");
      if (event.kind === "cancel") {
        remove(event.id);
        continue;
      }
      const known = arrivals.get(event.id) ?? (removed.has(event.id) ? undefined : this.#live.get(event.id));
      const size = known === undefined ? 0 : (cutTo.get(event.id) ?? sizeOf(known));
      const keepsPlace = known?.price === event.price && known.side === event.side && event.size <= size;
      if (event.kind === "modify" && known !== undefined && keepsPlace) {
        if (arrivals.has(event.id)) arrivals.set(event.id, { ...known, size: event.size });
        else if (event.size < size) {
          cuts.push({ order: known as LiveOrder, size: event.size });
          cutTo.set(event.id, event.size);
        }
        continue;
      }
      remove(event.id);
      arrivals.set(event.id, event);
    }
    this.#cut(cuts);
    this.place([...arrivals.values()]);
  }

  /** What an order of this side, limit and size would be filled with now. */
  foresee(side: Side, limit: number, size: number): Match<LiveOrder>[] {
    return this.#book.matches(side, limit, size);
  }

  /** The taker's immediate-or-cancel order, which meets `matches`. */
  take(taker: Participant, order: Placement, matches: readonly Match<LiveOrder>[]): void {
    this.#add(...this.#taking(taker, order, matches, this.#ids.immediate()));
    for (const { maker, lots } of matches) this.#shrink(maker, maker.remaining - lots);
  }

  /** Asks the engine whether such an order would meet `matches`; it does not happen. */
  rehearse(taker: Participant, order: Placement, matches: readonly Match<LiveOrder>[]): void {
    this.#block.rehearse(...this.#taking(taker, order, matches, undefined));
  }

  #taking(
    taker: Participant,
    order: Placement,
    matches: readonly Match<LiveOrder>[],
    orderId: bigint | undefined,
  ): [Participant, Action, Foreseen, ForeseenFill[]] {
    const filled = matches.reduce((sum, { lots }) => sum + lots, 0);
    const code = filled > 0 ? resultCode.OK : resultCode.IOC_NO_FILL;
    const fills = matches.map(({ maker, lots }) => ({
      makerOrderId: maker.orderId,
      price: maker.price,
      lots,
    }));
    return [
      taker,
      orderAction(order, "IOC", this.#market),
      { id: order.id, code, orderId, filled, resting: 0 },
      fills,
    ];
  }

  /** Takes the exchange's fills off resting orders. */
  reduce(fills: readonly { readonly id: string; readonly size: number }[]): void {
    const filled = new Map<string, number>();
    for (const { id, size } of fills) filled.set(id, (filled.get(id) ?? 0) + size);
    this.#cut(
      [...filled].flatMap(([id, size]) => {
        const order = this.#live.get(id);
        return order === undefined ? [] : [{ order, size: Math.max(0, order.remaining - size) }];
      }),
    );
  }

  /** Maker by maker, the one whose turn is next last: its arrivals join the transaction. */
  #cut(cuts: readonly Cut[]): void {
    const byMaker = Map.groupBy(cuts, ({ order }) => order.maker);
    const last = byMaker.get(this.#next) ?? [];
    byMaker.delete(this.#next);
    for (const { order, size } of [...byMaker.values(), last].flat()) {
      const { id, orderId } = order;
      const action: Action = size === 0 ? { kind: "cancel", orderId } : { kind: "reduce", orderId, size };
      this.#add(this.#makers[order.maker]!, action, { id, code: resultCode.OK, filled: 0, resting: 0 });
      this.#shrink(order, size);
    }
  }

  #place(arrival: Placement): void {
    const maker = this.#assign();
    const { id, side, price, size } = arrival;
    const order: LiveOrder = { id, side, price, size, maker, orderId: this.#ids.rest(), remaining: size };
    this.#live.set(id, order);
    this.#book.add(order);
    this.#add(this.#makers[maker]!, orderAction(arrival, "GTC", this.#market), {
      id,
      code: resultCode.OK,
      orderId: order.orderId,
      filled: 0,
      resting: size,
    });
  }

  #add(...planned: Parameters<PlannedBlock["add"]>): void {
    this.actions += 1;
    this.#block.add(...planned);
  }

  /** The current maker until it is full, then the next one with room: few transactions, every limit respected. */
  #assign(): number {
    for (let tried = 0; tried <= this.#makers.length; tried++) {
      const open = this.#open[this.#next] ?? 0;
      if (open < ORDERS_PER_MAKER) {
        this.#open[this.#next] = open + 1;
        return this.#next;
      }
      this.#next = (this.#next + 1) % this.#makers.length;
    }
    throw new NovateError(
      "REPLAY_MAKERS_FULL",
      `expected at most ${this.#makers.length * ORDERS_PER_MAKER} open orders, got more`,
    );
  }

  #shrink(order: LiveOrder, remaining: number): void {
    order.remaining = remaining;
    if (remaining > 0) return;
    this.#live.delete(order.id);
    this.#book.remove(order);
    this.#ids.release(order.orderId);
    this.#open[order.maker]! -= 1;
  }
}

function sizeOf(order: Placement | LiveOrder): number {
  return "remaining" in order ? order.remaining : order.size;
}

function orderAction(order: Placement, timeInForce: "GTC" | "IOC", market: number): OrderAction {
  return {
    kind: "order",
    market,
    isBuy: order.side === "buy",
    price: order.price,
    size: order.size,
    timeInForce,
    reduceOnly: false,
    isMarket: false,
    goodTill: 0,
  };
}
