/** An account's orders and what happened to it, from a block on: what every feed of an account begins with. */
import { NovateError } from "../../primitives/error.ts";
import type { OrderHistory } from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";
import { HISTORY_WAIT_MS } from "../limits.ts";
import type { AccountFacts, BlockFacts } from "./block-facts.ts";
import { OrderLedger } from "./order-ledger.ts";

export class AccountOrders {
  /** Resolves when the ledger is there; rejects with `HISTORY_BEHIND`. */
  readonly opening: Promise<void>;
  /** The block of the state that this began with: what came until then is in the snapshots. */
  readonly from: bigint;
  readonly #account: () => number | undefined;
  #ledger: OrderLedger | undefined;

  /** Begins now, with the orders that `account` (undefined while there is none) has open in the state. */
  constructor(account: () => number | undefined, { history, state }: Pick<ReadContext, "history" | "state">) {
    const id = account();
    const ids = id === undefined ? [] : state.openOrders(id).map((order) => order.id);
    this.#account = account;
    this.from = state.header().blockNumber;
    this.opening = this.#open(history, ids);
  }

  async #open(history: ReadContext["history"], ids: readonly bigint[]): Promise<void> {
    await history.reached(this.from, HISTORY_WAIT_MS);
    const found = await history.ordersByIds(ids);
    const orders = found.filter((order) => order !== undefined);
    if (orders.length < ids.length)
      throw new NovateError("HISTORY_BEHIND", "expected every open order in the history");
    this.#ledger = new OrderLedger(Number(this.from), orders);
  }

  get #known(): OrderLedger {
    if (this.#ledger === undefined) throw new NovateError("INTERNAL", "expected the ledger to be open");
    return this.#ledger;
  }

  /** The open orders; right after the opening also such as have ended meanwhile. */
  get orders(): readonly OrderHistory[] {
    return this.#known.orders;
  }

  /** The orders that a block changed, as they are after each change. Once a block, in order; or {@link facts}. Throws `INTERNAL`, having taken the block, for an order that nobody opened. */
  changed(facts: BlockFacts): OrderHistory[] {
    const { orders, unknown } = this.#known.take(this.#facts(facts)?.orders ?? [], facts);
    if (unknown.length > 0) throw new NovateError("INTERNAL", `expected to know order ${unknown[0]}`);
    return orders;
  }

  /**
   * What a block did to the account, its fills with the client ids of their orders; undefined when that is nothing, or in the snapshots.
   * Once a block, in order; or {@link changed}.
   */
  facts(block: BlockFacts): AccountFacts | undefined {
    const found = this.#facts(block);
    if (found === undefined || BigInt(block.number) <= this.from) return undefined;
    this.#known.take(found.orders, block);
    return { ...found, entries: found.entries.map((item) => this.#named(item)) };
  }

  #named(item: AccountFacts["entries"][number]): AccountFacts["entries"][number] {
    const order = item.kind === "fill" ? this.#known.find(item.entry.orderId) : undefined;
    const clientId = order?.placed.clientId;
    if (item.kind !== "fill" || clientId === undefined) return item;
    return { ...item, entry: { ...item.entry, clientId } };
  }

  #facts(facts: BlockFacts): AccountFacts | undefined {
    const id = this.#account();
    return id === undefined ? undefined : facts.account(id);
  }
}
