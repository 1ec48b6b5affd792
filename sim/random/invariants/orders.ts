/** The life of every order, told by events, against what rests: I14-I18. */
import type { Event, Order, State } from "../../reference/index.ts";
import type { BlockCase } from "../case.ts";
import type { Step } from "../play.ts";

const OPENED = 1;
const FORCED = 2 ** 32 - 1;
const GTT = 4;
const FILLS_OF_ORDER = 1024;

interface Life {
  left: number;
  readonly flags: number;
  readonly goodTill: number;
}

/** Keeps a ledger of resting orders from `orderUpdate` and `fill` events. */
export class OrderWatch {
  readonly #live = new Map<bigint, Life>();
  #newest = 0n;

  readonly watch = (step: Step): string | undefined => {
    const { state: s, block, code } = step;
    if (code !== 0) return undefined;
    for (const event of s.events) {
      const fault =
        event.kind === "orderUpdate"
          ? this.#update(event)
          : event.kind === "fill"
            ? this.#fill(s, event)
            : event.kind === "actionReceipt"
              ? placedFault(block, event)
              : undefined;
      if (fault) return fault;
    }
    return this.#resting(s) ?? books(s) ?? reducing(s) ?? bounds(s.events);
  };

  #update(event: Event): string | undefined {
    const id = event.orderId as bigint;
    if (event.event === OPENED) {
      if (id >> 22n <= this.#newest) return `I17: order id ${id} is not new`;
      this.#newest = id >> 22n;
      if (Number(event.lots) > Number(event.change))
        return `I14: order ${id} rests with more than was ordered`;
      this.#live.set(id, {
        left: Number(event.lots),
        flags: Number(event.flags),
        goodTill: Number(event.goodTill),
      });
      return undefined;
    }
    return this.#take(id, Number(event.change), Number(event.lots));
  }

  /** Takes lots off a live order; `left` is what the event says remains. */
  #take(id: bigint, lots: number, left: number): string | undefined {
    const life = this.#live.get(id);
    if (!life) return `I17: order ${id} changed, which does not rest`;
    life.left -= lots;
    if (life.left !== left || left < 0)
      return `I14: order ${id} has ${life.left} left, the event says ${left}`;
    if (left === 0) this.#live.delete(id);
    return undefined;
  }

  #fill(s: State, event: Event): string | undefined {
    const id = event.makerOrderId as bigint;
    const life = this.#live.get(id);
    if (life && ((life.flags >> 1) & 7) === GTT && life.goodTill * 1000 <= s.timestamp)
      return `I17: order ${id} traded after its time`;
    const owner = (account: unknown) => s.accounts[Number(account) - 1]!.owner;
    if (owner(event.makerAccount) === owner(event.takerAccount))
      return `I15: ${owner(event.makerAccount)} traded with itself`;
    return this.#take(id, Number(event.lots), Number(event.makerRestingLots));
  }

  #resting(s: State): string | undefined {
    if (this.#live.size !== s.orders.size)
      return `I14: ${this.#live.size} orders live, ${s.orders.size} rest`;
    for (const order of s.orders.values()) {
      const life = this.#live.get(order.id);
      if (life?.left !== order.lots || order.lots <= 0)
        return `I14: order ${order.id} rests with ${order.lots} lots`;
    }
    return undefined;
  }
}

/** I17: post-only never takes, fill-or-kill is all or nothing, neither it nor immediate-or-cancel rests. */
function placedFault(block: BlockCase, receipt: Event): string | undefined {
  if (receipt.transaction === FORCED) return undefined;
  const { body } = block.transactions[Number(receipt.transaction)]!;
  const action = body.type === "trade" ? body.actions[Number(receipt.action)]! : undefined;
  if (action?.kind !== "order") return undefined;
  const filled = Number(receipt.filledLots);
  const resting = Number(receipt.restingLots);
  const { timeInForce: time, reduceOnly, size } = action;
  if (filled + resting > size) return `I14: an order of ${size} lots became ${filled} + ${resting}`;
  if (time === "POST_ONLY" && filled > 0) return "I17: a post-only order took";
  if ((time === "IOC" || time === "FOK") && resting > 0) return `I17: ${time} rests`;
  if (time === "FOK" && !reduceOnly && filled !== 0 && filled !== size)
    return `I17: fill-or-kill of ${size} got ${filled}`;
  return undefined;
}

/** I14: not crossed, and every queue in the order of arrival. */
function books(s: State): string | undefined {
  for (const [id, { book }] of s.markets.entries()) {
    let bid = 0;
    let ask = Number.POSITIVE_INFINITY;
    let last = 0n;
    for (const order of book) {
      if (order.id <= last) return `I14: order ${order.id} of market ${id} is out of turn`;
      last = order.id;
      if ((order.flags & 1) !== 0) bid = Math.max(bid, order.price);
      else ask = Math.min(ask, order.price);
    }
    if (bid >= ask) return `I14: market ${id} is crossed, ${bid} >= ${ask}`;
  }
  return undefined;
}

/** I16. */
function reducing(s: State): string | undefined {
  for (const account of s.accounts) {
    const sums = new Map<number, bigint>();
    for (const order of account.orders) {
      if ((order.flags & 16) === 0) continue;
      const size = account.positions.find((position) => position.market === order.market)?.size ?? 0n;
      if (!closes(order, size)) return `I16: reduce-only order ${order.id} does not close ${size}`;
      sums.set(order.market, (sums.get(order.market) ?? 0n) + BigInt(order.lots));
    }
    for (const [market, lots] of sums) {
      const size = account.positions.find((position) => position.market === market)!.size;
      if (lots > (size < 0n ? -size : size))
        return `I16: reduce-only orders of account ${account.id} exceed ${size}`;
    }
  }
  return undefined;
}

const closes = (order: Order, size: bigint): boolean => ((order.flags & 1) !== 0 ? size < 0n : size > 0n);

/** I18: work per order and per block. */
function bounds(events: readonly Event[]): string | undefined {
  const fills = new Map<unknown, number>();
  let liquidations = 0;
  for (const event of events) {
    if (event.kind === "liquidation" && event.stage === 1) liquidations++;
    if (event.kind === "fill") fills.set(event.takerOrderId, (fills.get(event.takerOrderId) ?? 0) + 1);
  }
  if (liquidations > 64) return `I18: ${liquidations} liquidations in a block`;
  const most = Math.max(0, ...fills.values());
  return most > FILLS_OF_ORDER ? `I18: an order filled ${most} times` : undefined;
}
