import type { Action } from "../../node/primitives/codec/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import type { AppliedBlock } from "../../node/state-machine/index.ts";
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import type { MboEvent, Side } from "./cme-mbo.ts";
import type { Instruction, Participant, Session } from "./session.ts";

export interface Placement {
  readonly id: string;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
}

interface LiveOrder extends Placement {
  readonly owner: Participant;
  readonly orderId: bigint;
  remaining: number;
}

/** Open orders one maker keeps; the engine allows 200. */
const ORDERS_PER_MAKER = 190;
const ACTIONS_PER_TRANSACTION = 100;
const ACTIONS_PER_BLOCK = 5_000;

/** Turns the exchange's messages into actions of many makers, and knows which engine order is which exchange order. */
export class OrderDesk {
  actions = 0;
  readonly #session: Session;
  readonly #makers: readonly Participant[];
  readonly #market: number;
  readonly #live = new Map<string, LiveOrder>();
  readonly #feedIds = new Map<bigint, string>();
  readonly #open: number[];
  #next = 0;

  constructor(session: Session, makers: readonly Participant[], market: number) {
    this.#session = session;
    this.#makers = makers;
    this.#market = market;
    this.#open = makers.map(() => 0);
  }

  /** The exchange's id of an engine order. */
  feedId(orderId: bigint): string | undefined {
    return this.#feedIds.get(orderId);
  }

  /** Places orders in priority order, over as many blocks as it takes. */
  place(orders: readonly Placement[]): void {
    for (let from = 0; from < orders.length; from += ACTIONS_PER_BLOCK)
      this.#send([], orders.slice(from, from + ACTIONS_PER_BLOCK));
  }

  /** Messages without trades, in one block: the engine executes the cancels and reductions first, then the arrivals in order. */
  run(events: readonly MboEvent[]): void {
    const cuts: { readonly order: LiveOrder; readonly size: number }[] = [];
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
    this.#send(cuts, [...arrivals.values()]);
  }

  /** Takes the exchange's fills off resting orders. */
  reduce(fills: readonly { readonly id: string; readonly size: number }[]): void {
    const filled = new Map<string, number>();
    for (const { id, size } of fills) filled.set(id, (filled.get(id) ?? 0) + size);
    const cuts = [...filled].flatMap(([id, size]) => {
      const order = this.#live.get(id);
      return order === undefined ? [] : [{ order, size: Math.max(0, order.remaining - size) }];
    });
    if (cuts.length > 0) this.#send(cuts, []);
  }

  /** Takes note of what a block's fills did to resting orders. */
  fill(block: AppliedBlock): void {
    for (const event of block.receipts.events()) {
      if (event.kind !== "fill") continue;
      const id = this.#feedIds.get(event.makerOrderId);
      const order = id === undefined ? undefined : this.#live.get(id);
      if (order !== undefined) this.#shrink(order, order.remaining - event.lots);
    }
  }

  #send(
    cuts: readonly { readonly order: LiveOrder; readonly size: number }[],
    arrivals: readonly Placement[],
  ): void {
    const instructions: Instruction[] = [];
    for (const { order, size } of cuts) {
      append(
        instructions,
        order.owner,
        size === 0
          ? { kind: "cancel", orderId: order.orderId }
          : { kind: "reduce", orderId: order.orderId, size },
      );
      this.#shrink(order, size);
    }
    const firstArrival = instructions.length;
    const owners: Participant[] = [];
    for (const arrival of arrivals) {
      const owner = this.#assign();
      owners.push(owner);
      append(instructions, owner, this.#order(arrival), firstArrival);
    }
    if (instructions.length === 0) return;
    const block = this.#session.block(instructions);
    this.actions += cuts.length + arrivals.length;
    this.#learn(block, arrivals, owners, firstArrival);
  }

  #order(arrival: Placement): Action {
    return {
      kind: "order",
      market: this.#market,
      isBuy: arrival.side === "buy",
      price: arrival.price,
      size: arrival.size,
      timeInForce: "GTC",
      reduceOnly: false,
      isMarket: false,
      goodTill: 0,
    };
  }

  /** Reads the engine's ids of the arrivals out of the receipts: same order, one result each. */
  #learn(
    block: AppliedBlock,
    arrivals: readonly Placement[],
    owners: readonly Participant[],
    firstArrival: number,
  ): void {
    const results = block.receipts
      .transactions()
      .filter(({ receipt }) => receipt.transaction >= firstArrival)
      .sort((a, b) => a.receipt.transaction - b.receipt.transaction)
      .flatMap((transaction) => transaction.results);
    arrivals.forEach((arrival, position) => {
      const result = results[position];
      const owner = owners[position];
      if (
        result === undefined ||
        owner === undefined ||
        result.code !== resultCode.OK ||
        result.restingLots !== arrival.size
      ) {
        throw new NovateError(
          "REPLAY_ORDER",
          `expected order ${arrival.id} to rest with ${arrival.size}, got code ${result?.code} with ${result?.restingLots} resting`,
          {
            arrival,
          },
        );
      }
      this.#live.set(arrival.id, { ...arrival, owner, orderId: result.orderId, remaining: arrival.size });
      this.#feedIds.set(result.orderId, arrival.id);
    });
  }

  /** The current maker until it is full, then the next one with room: few transactions, every limit respected. */
  #assign(): Participant {
    for (let tried = 0; tried <= this.#makers.length; tried++) {
      const open = this.#open[this.#next] ?? 0;
      const maker = this.#makers[this.#next];
      if (maker !== undefined && open < ORDERS_PER_MAKER) {
        this.#open[this.#next] = open + 1;
        return maker;
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
    this.#feedIds.delete(order.orderId);
    const maker = this.#makers.indexOf(order.owner);
    this.#open[maker] = (this.#open[maker] ?? 1) - 1;
  }
}

function sizeOf(order: Placement | LiveOrder): number {
  return "remaining" in order ? order.remaining : order.size;
}

/** Adds an action to the last transaction when it is the same signer's and has room, else to a new one. */
function append(instructions: Instruction[], by: Participant, action: Action, notBefore = 0): void {
  const last = instructions.at(-1);
  if (
    instructions.length > notBefore &&
    last?.by === by &&
    last.body.type === "trade" &&
    last.body.actions.length < ACTIONS_PER_TRANSACTION
  ) {
    (last.body.actions as Action[]).push(action);
  } else {
    instructions.push({ by, body: { type: "trade", actions: [action] } });
  }
}
