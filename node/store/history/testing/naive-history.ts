/** The history as arrays of everything that ever happened, searched from end to end: what the tables must agree with. */
import { equalBytes, toHex } from "../../../primitives/bytes.ts";
import {
  type Action,
  decodeBlock,
  decodeForced,
  decodeTransaction,
  type OrderAction,
} from "../../../primitives/codec/index.ts";
import { transactionDigest } from "../../../primitives/eip712/index.ts";
import {
  type ActionReceiptRecord,
  type EventRecord,
  type FillRecord,
  names,
  resultCode,
} from "../../../state-machine/layout/generated.ts";
import { BlockReceipts } from "../../../state-machine/receipts.ts";
import type { StoredBlock } from "../../port.ts";
import type {
  CandleEntry,
  ChangedEntry,
  ClientIdHistory,
  Filled,
  FundingEntry,
  LedgerEntry,
  OrderHistory,
  PlacedEntry,
  TransactionEntry,
  WithdrawalEntry,
} from "../entries.ts";
import { type EventEntry, eventEntries } from "../event-entries.ts";
import type { Page } from "../pages.ts";
import type { At } from "../records/place.ts";
import { NaiveHoldings } from "./naive-holdings.ts";
import { NaiveLedger } from "./naive-ledger.ts";

const NOT_ITS_OWN = ["BAD_SIGNATURE", "NOT_AUTHORIZED", "AGENT_EXPIRED"] as const;
const NOT_BY_THE_ACCOUNT = ["BAD_SIGNATURE", "UNKNOWN_ACCOUNT", "NOT_AUTHORIZED"] as const;
const FORCED = 0xffff_ffff;

type Entry =
  | EventEntry
  | { readonly kind: "funding"; readonly entry: FundingEntry }
  | { readonly kind: "ledger"; readonly entry: LedgerEntry };
type Listed = Entry["kind"];
type EntryOf<Kind> = Extract<Entry, { kind: Kind }>["entry"];

interface Source {
  readonly account: number;
  readonly actions: readonly Action[];
}

export class NaiveHistory {
  readonly #separator: Uint8Array;
  readonly #entries: Entry[] = [];
  readonly #holdings = new NaiveHoldings();
  readonly #ledger = new NaiveLedger();
  readonly #traded: (FillRecord & { readonly time: number })[] = [];
  readonly #placed: PlacedEntry[] = [];
  readonly #changed: ChangedEntry[] = [];
  /** Uses of client ids: orders that were placed or refused, and those that were refused with their transaction. */
  readonly #used: PlacedEntry[] = [];
  readonly #refusedWhole: PlacedEntry[] = [];
  readonly #transactions: {
    readonly hash: Uint8Array;
    readonly entry: TransactionEntry;
    readonly isExecuted: boolean;
  }[] = [];

  constructor(separator: Uint8Array) {
    this.#separator = separator;
  }

  add(block: StoredBlock): void {
    if (block.isVoid) return;
    const place = { block: Number(block.number), time: Number(block.timestamp) };
    const input = decodeBlock(block.bytes);
    const events = [...new BlockReceipts(block.receipts).events()];
    const hashOf = (position: number) =>
      toHex(transactionDigest(input.transactions[position]!, this.#separator));
    this.#entries.push(...eventEntries(events, place, hashOf));
    events.forEach((event, index) => {
      if (event.kind === "fill") this.#traded.push({ ...event, time: place.time });
      for (const entry of this.#ledger.take(event))
        this.#entries.push({ kind: "ledger", entry: { ...place, index, ...entry } });
      for (const entry of this.#holdings.take(event)) {
        this.#entries.push({ kind: "funding", entry: { ...place, index, ...entry } });
      }
    });
    let forced: Source | undefined;
    events.forEach((event, index) => {
      const at = { ...place, index };
      if (event.kind === "l1MessageReceipt") {
        const message = input.messages.find((item) => item.index === event.index);
        forced = message?.kind === 2 ? forcedSource(message.payload, event.account) : undefined;
      } else if (event.kind === "transactionReceipt") {
        const { code, transaction } = event;
        const isAccounts = !NOT_BY_THE_ACCOUNT.some((name) => resultCode[name] === code);
        if (code !== 0 && isAccounts) this.#refuseAll(input.transactions[transaction]!, code, at);
        if (NOT_ITS_OWN.some((name) => resultCode[name] === event.code)) return;
        const hash = transactionDigest(input.transactions[event.transaction]!, this.#separator);
        const entry = { block: place.block, position: event.transaction };
        this.#transactions.push({ hash, entry, isExecuted: code === 0 });
      } else if (event.kind === "actionReceipt") {
        const bytes = input.transactions[event.transaction];
        const source = event.transaction === FORCED ? forced : bytes && signedSource(bytes);
        const order = source?.actions[event.action];
        if (order?.kind !== "order") return;
        const entry = { ...at, ...placed(event, source!.account, order) };
        if (event.orderId !== 0n) this.#placed.push(entry);
        if (event.orderId !== 0n || event.code !== resultCode.DUPLICATE_CLIENT_ID) this.#used.push(entry);
      } else {
        if (event.kind === "fill" && event.liquidation !== 0) this.#liquidate(event, at);
        const change = changeOf(event);
        if (change !== undefined) this.#changed.push({ ...at, ...change });
      }
    });
  }

  #refuseAll(bytes: Uint8Array, code: number, at: At): void {
    const { account, actions } = signedSource(bytes);
    const nothing = { code, filledLots: 0, filledNotional: 0n, fee: 0n, orderId: 0n, restingLots: 0 };
    for (const order of actions) {
      if (order.kind === "order") this.#refusedWhole.push({ ...at, ...placed(nothing, account, order) });
    }
  }

  #liquidate(fill: FillRecord, at: At): void {
    const known = this.#placed.findIndex((entry) => entry.orderId === fill.takerOrderId);
    const { lots, market, takerAccount: account, takerFee: fee, takerIsBuy, takerOrderId: orderId } = fill;
    const none = {
      price: 0,
      goodTill: 0,
      restingLots: 0,
      code: 0,
      isMarket: true,
      reduceOnly: true,
    } as const;
    const begun = this.#placed[known] ?? {
      ...{ ...at, ...none, what: "placed", isLiquidation: true, orderId, account, market },
      ...{ isBuy: takerIsBuy === 1, lots: lots + fill.takerRemainingLots, timeInForce: "IOC" },
      ...{ filledLots: 0, filledNotional: 0n, fee: 0n },
    };
    const entry: PlacedEntry = {
      ...begun,
      filledLots: begun.filledLots + lots,
      filledNotional: BigInt.asIntN(64, begun.filledNotional + fill.notional),
      fee: BigInt.asIntN(64, begun.fee + fee),
    };
    if (known < 0) this.#placed.push(entry);
    else this.#placed[known] = entry;
  }

  /** Every id that was drawn. */
  get orderIds(): bigint[] {
    return this.#placed.map((entry) => entry.orderId);
  }

  get withdrawals(): WithdrawalEntry[] {
    return this.#of("withdrawal");
  }

  get transactions(): readonly { readonly hash: Uint8Array; readonly entry: TransactionEntry }[] {
    return this.#transactions;
  }

  #of<Kind extends Entry["kind"]>(kind: Kind): EntryOf<Kind>[] {
    return this.#entries.filter((item) => item.kind === kind).map((item) => item.entry as EntryOf<Kind>);
  }

  #listed<Kind extends Listed>(kind: Kind): EntryOf<Kind>[] {
    return this.#of(kind).map((entry) => {
      const { clientId } = this.#placed.find((o) => "orderId" in entry && o.orderId === entry.orderId) ?? {};
      return clientId === undefined ? entry : ({ ...entry, clientId } as EntryOf<Kind>);
    });
  }

  /** The list of account or market `id`. */
  page<Kind extends Listed>(kind: Kind, id: number, page: Page): EntryOf<Kind>[] {
    const { after, fromBlock = 0n, fromTime = 0, oldestFirst, toBlock, toTime = Infinity } = page;
    const all = this.#listed(kind).filter((entry) => {
      if (("account" in entry ? entry.account : entry.market) !== id) return false;
      if (entry.block < fromBlock || (toBlock !== undefined && entry.block > toBlock)) return false;
      return entry.time >= fromTime && entry.time <= toTime;
    });
    if (!oldestFirst) all.reverse();
    const behind = (entry: EntryOf<Kind>): boolean => {
      if (after === undefined) return true;
      const distance = entry.block === after.block ? entry.index - after.index : entry.block - after.block;
      return oldestFirst ? distance > 0 : distance < 0;
    };
    return all.filter(behind).slice(0, page.limit);
  }

  transaction(hash: Uint8Array): TransactionEntry | undefined {
    const own = this.#transactions.filter((item) => equalBytes(item.hash, hash));
    return (own.findLast((item) => item.isExecuted) ?? own.at(-1))?.entry;
  }

  order(orderId: bigint): OrderHistory | undefined {
    const entry = this.#placed.find((item) => item.orderId === orderId);
    const changes = this.#changed.filter((item) => item.orderId === orderId);
    if (entry === undefined) return undefined;
    if (changes.length === 0) return { placed: entry };
    const sum = (of: (item: ChangedEntry) => bigint) =>
      BigInt.asIntN(
        64,
        changes.map(of).reduce((a, b) => a + b),
      );
    const last = {
      ...changes.at(-1)!,
      filledLots: Number(sum((item) => BigInt(item.filledLots))),
      cutLots: Number(sum((item) => BigInt(item.cutLots))),
      filledNotional: sum((item) => item.filledNotional),
      fee: sum((item) => item.fee),
    };
    return { placed: entry, last };
  }

  orders(account: number, limit: number, before?: bigint): OrderHistory[] {
    return this.#placed
      .filter((entry) => entry.account === account && (before === undefined || entry.orderId < before))
      .reverse()
      .slice(0, limit)
      .map((entry) => this.order(entry.orderId)!);
  }

  orderByClientId(account: number, clientId: Uint8Array): ClientIdHistory | undefined {
    const hex = toHex(clientId);
    const isIts = (item: PlacedEntry) => item.account === account && item.clientId === hex;
    const uses = this.#used.filter(isIts);
    const entry = uses.at(-1) ?? this.#refusedWhole.findLast(isIts);
    if (entry === undefined) return undefined;
    const order = entry.orderId === 0n ? { placed: entry } : this.order(entry.orderId)!;
    return { ...order, otherUses: Math.max(uses.length - 1, 0) };
  }

  candles(market: number, interval: number, from: number, to: number, limit: number): CandleEntry[] {
    const bars = new Map<number, CandleEntry>();
    for (const { lots, market: traded, notional, price, time } of this.#traded) {
      if (traded !== market) continue;
      const start = Math.floor(time / (interval * 1_000)) * interval * 1_000;
      const bar = bars.get(start) ?? {
        open: price,
        high: price,
        low: price,
        lots: 0,
        notional: 0n,
        trades: 0,
      };
      const high = Math.max(bar.high, price);
      const low = Math.min(bar.low, price);
      const sums = { lots: bar.lots + lots, notional: bar.notional + notional, trades: bar.trades + 1 };
      bars.set(start, { time: start, open: bar.open, high, low, close: price, ...sums });
    }
    // Every interval since the first trade has a bar, flat where nothing traded.
    const all: CandleEntry[] = [];
    const [first] = bars.keys();
    if (first === undefined) return [];
    const step = interval * 1_000;
    let close = 0;
    for (const [start, bar] of bars) {
      if (start >= from) break;
      close = bar.close;
    }
    for (let time = Math.max(first, Math.ceil(from / step) * step); time <= to; time += step) {
      const flat = { time, open: close, high: close, low: close, close, lots: 0, notional: 0n, trades: 0 };
      const bar = bars.get(time) ?? flat;
      close = bar.close;
      all.push(bar);
      if (all.length === limit) break;
    }
    return all;
  }
}

function signedSource(bytes: Uint8Array): Source {
  const { account, body } = decodeTransaction(bytes);
  return { account, actions: body.type === "trade" ? body.actions : [] };
}

function forcedSource(payload: Uint8Array, account: number): Source | undefined {
  try {
    const { body } = decodeForced(payload);
    return { account, actions: body.type === "trade" ? body.actions : [] };
  } catch {
    return undefined;
  }
}

function placed(
  event: Pick<ActionReceiptRecord, "code" | "orderId" | "restingLots" | keyof Filled>,
  account: number,
  order: OrderAction,
): Omit<PlacedEntry, "block" | "index" | "time"> {
  const { clientId, kind: _kind, size, ...terms } = order;
  const { code, fee, filledLots, filledNotional, orderId, restingLots } = event;
  const came = { code, fee, filledLots, filledNotional, orderId, restingLots, isLiquidation: false };
  return {
    what: "placed",
    account,
    lots: size,
    ...terms,
    ...(clientId && { clientId: toHex(clientId) }),
    ...came,
  };
}

/** What one event adds: the sums are its own part. */
function changeOf(event: EventRecord): Omit<ChangedEntry, "block" | "index" | "time"> | undefined {
  if (event.kind === "fill") {
    const {
      lots: filledLots,
      makerFee: fee,
      makerOrderId: orderId,
      makerRestingLots: lots,
      notional,
    } = event;
    return {
      what: "filled",
      orderId,
      lots,
      reason: 0,
      cutLots: 0,
      filledLots,
      filledNotional: notional,
      fee,
    };
  }
  if (event.kind !== "orderUpdate" || event.event === names.ORDER_OPENED) return undefined;
  const { change, lots, orderId, reason } = event;
  const nothing = { filledLots: 0, filledNotional: 0n, fee: 0n };
  return event.event === names.ORDER_CUT
    ? { what: "cut", orderId, lots, reason, cutLots: change, ...nothing }
    : { what: "cancelled", orderId, lots: change, reason, cutLots: 0, ...nothing };
}
