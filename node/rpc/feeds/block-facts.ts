/** What the feeds ask of a block, worked out once and only if somebody asks. */
import { type Block, decodeBlock, framedBlock } from "../../primitives/codec/index.ts";
import type { SealedBlock } from "../../sequencer/port.ts";
import type { EventRecord } from "../../state-machine/layout/generated.ts";
import {
  type EventEntry,
  eventEntries,
  type PlacedEntry,
  type TradeEntry,
} from "../../store/history/index.ts";
import { type Ended, type OrderChange, orderChanges } from "./order-changes.ts";
import { placedOrder } from "./placed-order.ts";

type AccountEntry = Exclude<EventEntry, { kind: "trade" | "fundingRate" }>;

/** What happened to one account, in order. */
export interface AccountFacts {
  readonly entries: readonly AccountEntry[];
  readonly orders: readonly OrderChange[];
  readonly liquidations: readonly Extract<EventRecord, { kind: "liquidation" }>[];
}

function grouped<Item>(items: Iterable<Item>, keyOf: (item: Item) => number): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

export class BlockFacts {
  readonly sealed: SealedBlock;
  #events: readonly EventRecord[] | undefined;
  #entries: readonly EventEntry[] | undefined;
  #trades: ReadonlyMap<number, readonly TradeEntry[]> | undefined;
  #touched: ReadonlySet<number> | undefined;
  #input: Block | undefined;
  #account: ((account: number) => AccountFacts | undefined) | undefined;

  constructor(sealed: SealedBlock) {
    this.sealed = sealed;
  }

  get number(): number {
    return Number(this.sealed.block.number);
  }

  /** Milliseconds. */
  get time(): number {
    return Number(this.sealed.block.timestamp);
  }

  get events(): readonly EventRecord[] {
    this.#events ??= [...this.sealed.receipts.events()];
    return this.#events;
  }

  get entries(): readonly EventEntry[] {
    this.#entries ??= eventEntries(this.events, { block: this.number, time: this.time });
    return this.#entries;
  }

  /** Markets whose book may have changed. */
  get touchedBooks(): ReadonlySet<number> {
    this.#touched ??= new Set(
      this.events
        .filter((event) => event.kind === "fill" || event.kind === "orderUpdate")
        .map((event) => event.market),
    );
    return this.#touched;
  }

  /** The trades of a market, in order. */
  trades(market: number): readonly TradeEntry[] {
    this.#trades ??= grouped(
      this.entries.filter((item) => item.kind === "trade").map((item) => item.entry),
      (trade) => trade.market,
    );
    return this.#trades.get(market) ?? [];
  }

  /** What happened to an account; undefined when nothing did. */
  account(id: number): AccountFacts | undefined {
    this.#account ??= this.#byAccount();
    return this.#account(id);
  }

  /** What an order that ended at once was; undefined for the result of a cancel. */
  placed(change: Ended): PlacedEntry | undefined {
    this.#input ??= decodeBlock(framedBlock(this.sealed.block.bytes));
    return placedOrder(this.#input, change);
  }

  #byAccount(): (account: number) => AccountFacts | undefined {
    const isAccounts = (item: EventEntry): item is AccountEntry =>
      item.kind !== "trade" && item.kind !== "fundingRate";
    const entries = grouped(this.entries.filter(isAccounts), (item) => item.entry.account);
    const orders = grouped(orderChanges(this.events), (change) => change.account);
    const liquidations = grouped(
      this.events.filter((event) => event.kind === "liquidation"),
      (event) => event.account,
    );
    return (account) => {
      if (!entries.has(account) && !orders.has(account) && !liquidations.has(account)) return undefined;
      return {
        entries: entries.get(account) ?? [],
        orders: orders.get(account) ?? [],
        liquidations: liquidations.get(account) ?? [],
      };
    };
  }
}
