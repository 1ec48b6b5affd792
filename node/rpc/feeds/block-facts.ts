/** What the feeds ask of a block, worked out once and only if somebody asks. */
import { toHex } from "../../primitives/bytes.ts";
import { type Block, decodeBlock, framedBlock, type TransactionBody } from "../../primitives/codec/index.ts";
import { transactionDigest } from "../../primitives/eip712/index.ts";
import type { SealedBlock } from "../../sequencer/port.ts";
import type { EventRecord } from "../../state-machine/layout/generated.ts";
import { DIGEST_BYTES } from "../../state-machine/signature/protocol.ts";
import {
  type EventEntry,
  eventEntries,
  type PlacedEntry,
  type TradeEntry,
} from "../../store/history/index.ts";
import { type Liquidated, type OrderChange, orderChanges, type Result } from "./order-changes.ts";
import { bodyOf, liquidationOrder, placedOrder } from "./placed-order.ts";

type AccountEntry = Exclude<EventEntry, { kind: "trade" | "fundingRate" | "message" }>;

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
  readonly #separator: Uint8Array;
  #events: readonly EventRecord[] | undefined;
  #entries: readonly EventEntry[] | undefined;
  #trades: ReadonlyMap<number, readonly TradeEntry[]> | undefined;
  #touched: ReadonlySet<number> | undefined;
  #input: Block | undefined;
  /** Bodies that were read, by their transaction's or message's number. */
  readonly #bodies = new Map<number | bigint, TransactionBody | undefined>();
  #account: ((account: number) => AccountFacts | undefined) | undefined;

  /** `separator` is the chain's EIP-712 domain separator: what hashes of transactions start from. */
  constructor(sealed: SealedBlock, separator: Uint8Array) {
    this.sealed = sealed;
    this.#separator = separator;
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
    const place = { block: this.number, time: this.time };
    this.#entries ??= eventEntries(this.events, place, (transaction) => this.#hashOf(transaction));
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

  /** The order that an action placed, or had refused; undefined for the result of another action. */
  placed(change: Result): PlacedEntry | undefined {
    const from = change.message ?? change.receipt.transaction;
    if (!this.#bodies.has(from)) this.#bodies.set(from, bodyOf(this.#block, change));
    return placedOrder(this.#bodies.get(from), change, { block: this.number, time: this.time });
  }

  /** The order of a liquidation. */
  liquidation(change: Liquidated): PlacedEntry {
    return liquidationOrder(change, { block: this.number, time: this.time });
  }

  get #block(): Block {
    this.#input ??= decodeBlock(framedBlock(this.sealed.block.bytes));
    return this.#input;
  }

  #hashOf(transaction: number): string {
    const { digests } = this.sealed;
    const at = transaction * DIGEST_BYTES;
    if (digests !== undefined) return toHex(digests.subarray(at, at + DIGEST_BYTES));
    return toHex(transactionDigest(this.#block.transactions[transaction]!, this.#separator));
  }

  #byAccount(): (account: number) => AccountFacts | undefined {
    const isAccounts = (item: EventEntry): item is AccountEntry =>
      item.kind !== "trade" && item.kind !== "fundingRate" && item.kind !== "message";
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
