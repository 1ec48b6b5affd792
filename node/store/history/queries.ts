/** Reading the history. Every page is bounded; `before` and `after` are exclusive cursors, so pages never overlap. */
import type {
  CandleEntry,
  ChangedEntry,
  DepositEntry,
  FillEntry,
  FundingPaymentEntry,
  FundingRateEntry,
  OrderEntry,
  OrderHistory,
  PlacedEntry,
  TradeEntry,
  TransactionEntry,
  WithdrawalEntry,
} from "./entries.ts";
import type { HistoryDatabase } from "./indexer.ts";
import { afterPrefix, isAfter, key, lastU64 } from "./keys.ts";
import { decodeRow } from "./row.ts";
import { minuteOf, Table } from "./tables.ts";

/** Most entries of one page, whatever was asked for. */
export const MAX_PAGE = 5_000;

/** Newest first, unless `oldestFirst`. Bounds are inclusive; times are ms. */
export interface Page {
  readonly limit: number;
  readonly fromBlock?: bigint;
  readonly toBlock?: bigint;
  readonly fromTime?: number;
  readonly toTime?: number;
  readonly oldestFirst?: boolean;
  /** Only what comes after this entry, in the order asked for. */
  readonly after?: { readonly block: number; readonly index: number };
}

export class HistoryQueries {
  readonly #db: HistoryDatabase;

  constructor(dependencies: { db: HistoryDatabase }) {
    this.#db = dependencies.db;
  }

  fills(account: number, page: Page): Promise<FillEntry[]> {
    return this.#blockPage(Table.Fill, account, page);
  }

  trades(market: number, page: Page): Promise<TradeEntry[]> {
    return this.#blockPage(Table.Trade, market, page);
  }

  fundingPayments(account: number, page: Page): Promise<FundingPaymentEntry[]> {
    return this.#blockPage(Table.FundingPayment, account, page);
  }

  fundingRates(market: number, page: Page): Promise<FundingRateEntry[]> {
    return this.#blockPage(Table.FundingRate, market, page);
  }

  deposits(account: number, page: Page): Promise<DepositEntry[]> {
    return this.#blockPage(Table.Deposit, account, page);
  }

  async transaction(hash: Uint8Array): Promise<TransactionEntry | undefined> {
    return this.#get(key(Table.Transaction, hash));
  }

  async withdrawal(leafIndex: bigint): Promise<WithdrawalEntry | undefined> {
    return this.#get(key(Table.Withdrawal, leafIndex));
  }

  /** Leaf indexes below `before`, newest first. */
  async withdrawals(account: number, limit: number, before?: bigint): Promise<WithdrawalEntry[]> {
    const indexes = await this.#linked(key(Table.WithdrawalOfAccount, account), limit, before);
    const found = await Promise.all(indexes.map((index) => this.withdrawal(index)));
    return found.filter((entry) => entry !== undefined);
  }

  /** The order, also long after it left the book. */
  async order(orderId: bigint): Promise<OrderHistory | undefined> {
    const prefix = key(Table.Order, orderId);
    const range = { gte: prefix, lt: afterPrefix(prefix) };
    const [first] = await this.#values<OrderEntry>({ ...range, limit: 1 });
    if (first?.what !== "placed") return undefined;
    const [last] = await this.#values<OrderEntry>({ ...range, limit: 1, reverse: true });
    return {
      placed: first as PlacedEntry,
      ...(last?.what === "placed" ? {} : { last: last as ChangedEntry }),
    };
  }

  /** The latest order that the account gave this client id. */
  async orderByClientId(account: number, clientId: Uint8Array): Promise<OrderHistory | undefined> {
    const [orderId] = await this.#linked(key(Table.OrderOfClientId, account, clientId), 1);
    return orderId === undefined ? undefined : this.order(orderId);
  }

  /** Orders with ids below `before`, newest first. */
  async orders(account: number, limit: number, before?: bigint): Promise<OrderHistory[]> {
    const ids = await this.#linked(key(Table.OrderOfAccount, account), limit, before);
    const found = await Promise.all(ids.map((id) => this.order(id)));
    return found.filter((order) => order !== undefined);
  }

  /** Bars of `interval` seconds that start in `from..to` (ms), oldest first. */
  candles(market: number, interval: number, from: number, to: number, limit: number): Promise<CandleEntry[]> {
    return this.#values<CandleEntry>({
      gte: key(Table.Candle, market, interval, BigInt(from)),
      lte: key(Table.Candle, market, interval, BigInt(to)),
      limit: Math.min(limit, MAX_PAGE),
    });
  }

  async #blockPage<Entry extends { readonly time: number }>(
    table: number,
    id: number,
    page: Page,
  ): Promise<Entry[]> {
    const { fromTime = 0, toTime = Number.MAX_SAFE_INTEGER } = page;
    const range = await this.#blockRange(page);
    const limit = Math.min(page.limit, MAX_PAGE);
    const entries: Entry[] = [];
    const first = key(table, id, range.from);
    const end = range.to === undefined ? afterPrefix(key(table, id)) : key(table, id, range.to + 1n);
    const { after, oldestFirst = false } = page;
    const last = after && key(table, id, BigInt(after.block), after.index);
    const rows = this.#db.values<Uint8Array, Uint8Array>({
      ...(last !== undefined && oldestFirst && isAfter(last, first) ? { gt: last } : { gte: first }),
      lt: last !== undefined && !oldestFirst && isAfter(end, last) ? last : end,
      reverse: !oldestFirst,
    });
    // The block range is as fine as a minute, so at most two minutes of entries are read in vain.
    for await (const row of rows) {
      const entry = decodeRow<Entry>(row);
      if (entry.time >= fromTime && entry.time <= toTime) entries.push(entry);
      if (entries.length >= limit) break;
    }
    return entries;
  }

  /** Blocks to look at; `to` below zero = none, undefined = up to the newest. */
  async #blockRange(page: Page): Promise<{ from: bigint; to: bigint | undefined }> {
    const { fromBlock = 0n, toBlock, fromTime, toTime } = page;
    let from = fromBlock;
    let to = toBlock;
    if (fromTime !== undefined) {
      const before = await this.#lastBlockBefore(minuteOf(fromTime));
      if (before !== undefined && before >= from) from = before + 1n;
    }
    if (toTime !== undefined) {
      const until = (await this.#lastBlockBefore(minuteOf(toTime) + 1)) ?? -1n;
      if (to === undefined || until < to) to = until;
    }
    return { from, to };
  }

  /** The last block of the minutes before `minute`; undefined when there is none. */
  async #lastBlockBefore(minute: number): Promise<bigint | undefined> {
    const [last] = await this.#values<{ block: number }>({
      gte: key(Table.Minute),
      lt: key(Table.Minute, BigInt(minute)),
      reverse: true,
      limit: 1,
    });
    return last === undefined ? undefined : BigInt(last.block);
  }

  async #get<Entry>(at: Uint8Array): Promise<Entry | undefined> {
    const value = (await this.#db.get(at)) as Uint8Array | undefined;
    return value === undefined ? undefined : decodeRow<Entry>(value);
  }

  async #values<Entry>(range: Parameters<HistoryDatabase["values"]>[0]): Promise<Entry[]> {
    const values = await this.#db.values<Uint8Array, Uint8Array>(range as never).all();
    return values.map((value) => decodeRow<Entry>(value));
  }

  /** The u64s that follow `prefix` in an index, newest first. */
  async #linked(prefix: Uint8Array, limit: number, before?: bigint): Promise<bigint[]> {
    const lt =
      before === undefined ? afterPrefix(prefix) : new Uint8Array([...prefix, ...key(0, before).slice(1)]);
    const keys = await this.#db
      .keys<Uint8Array>({ gte: prefix, lt, reverse: true, limit: Math.min(limit, MAX_PAGE) })
      .all();
    return keys.map(lastU64);
  }
}
