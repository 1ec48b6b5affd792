/** Reading the history. Every page is bounded; `before` and `after` are exclusive cursors, so pages never overlap. */
import { toHex } from "../../primitives/bytes.ts";
import { readClientIdUse } from "./client-id-rows.ts";
import type { HistoryDatabase } from "./database.ts";
import type {
  CandleEntry,
  ClientIdHistory,
  DepositEntry,
  FillEntry,
  FundingEntry,
  FundingRateEntry,
  LedgerEntry,
  MessageEntry,
  OrderHistory,
  TradeEntry,
  TransactionEntry,
  TransferEntry,
  WithdrawalEntry,
} from "./entries.ts";
import { withFlatBars } from "./flat-bars.ts";
import { readFunding } from "./funding-entries.ts";
import { afterPrefix, key, lastU64 } from "./keys.ts";
import { readListRow } from "./list-rows.ts";
import {
  DEPOSITS,
  FILLS,
  FUNDING_RATES,
  LEDGER,
  MESSAGES,
  PAYOUTS,
  TRADES,
  TRANSFERS,
  WITHDRAWALS,
} from "./lists.ts";
import { openBar, readBars } from "./open-bars.ts";
import { readClientIds, readOrders } from "./order-reads.ts";
import { MAX_PAGE, type Page, readPage } from "./pages.ts";
import { readIds } from "./placed-rows.ts";
import { Table } from "./tables.ts";
import { readTransactionRow } from "./transaction-rows.ts";

/** Most earlier uses of a client id that are counted. */
export const MAX_OTHER_USES = 100;

export class HistoryQueries {
  readonly #db: HistoryDatabase;

  constructor(dependencies: { db: HistoryDatabase }) {
    this.#db = dependencies.db;
  }

  async fills(account: number, page: Page): Promise<FillEntry[]> {
    const fills = await readPage(this.#db, FILLS, account, page);
    const ids = await readClientIds(this.#db, new Set(fills.map(({ orderId }) => orderId)));
    return fills.map((fill) => {
      const clientId = ids.get(fill.orderId);
      return clientId === undefined ? fill : { ...fill, clientId };
    });
  }

  trades(market: number, page: Page): Promise<TradeEntry[]> {
    return readPage(this.#db, TRADES, market, page);
  }

  /** Every change of the account's cash. */
  ledger(account: number, page: Page): Promise<LedgerEntry[]> {
    return readPage(this.#db, LEDGER, account, page);
  }

  /** One entry for each accrual and market that the account held; those that no trade has settled yet too. */
  funding(account: number, page: Page): Promise<FundingEntry[]> {
    return readFunding(this.#db, account, page);
  }

  fundingRates(market: number, page: Page): Promise<FundingRateEntry[]> {
    return readPage(this.#db, FUNDING_RATES, market, page);
  }

  deposits(account: number, page: Page): Promise<DepositEntry[]> {
    return readPage(this.#db, DEPOSITS, account, page);
  }

  /** To and from other sub-accounts of the owner. */
  transfers(account: number, page: Page): Promise<TransferEntry[]> {
    return readPage(this.#db, TRANSFERS, account, page);
  }

  /** Withdrawals as the other lists are paged. */
  payouts(account: number, page: Page): Promise<WithdrawalEntry[]> {
    return readPage(this.#db, PAYOUTS, account, page);
  }

  /** The transaction that was executed under this hash, or else the latest that was refused as a whole. */
  async transaction(hash: Uint8Array): Promise<TransactionEntry | undefined> {
    const executed = await this.#get(key(Table.Transaction, hash));
    const row = executed ?? (await this.#get(key(Table.TransactionRefused, hash)));
    return row && readTransactionRow(row);
  }

  /** An Inbox message by its index; undefined while no block has consumed it. */
  async message(index: bigint): Promise<MessageEntry | undefined> {
    const row = await this.#get(key(Table.Message, index));
    return row && readListRow(MESSAGES, 0, row)[0];
  }

  /** Indexes below `before` of the consumed messages of a sender (20 bytes), newest first. */
  async messagesOf(sender: Uint8Array, limit: number, before?: bigint): Promise<MessageEntry[]> {
    const gte = key(Table.MessageOfSender, sender);
    const lt = before === undefined ? afterPrefix(gte) : key(Table.MessageOfSender, sender, before);
    const keys = this.#db.keys<Uint8Array>({ gte, lt, reverse: true, limit: Math.min(limit, MAX_PAGE) });
    const found = await Promise.all((await keys.all()).map((item) => this.message(lastU64(item))));
    return found.filter((entry) => entry !== undefined);
  }

  async withdrawal(leafIndex: bigint): Promise<WithdrawalEntry | undefined> {
    const row = await this.#get(key(Table.Withdrawal, leafIndex));
    return row && readListRow(WITHDRAWALS, 0, row)[0];
  }

  /** Leaf indexes below `before`, newest first. */
  async withdrawals(account: number, limit: number, before?: bigint): Promise<WithdrawalEntry[]> {
    const keys = this.#db.keys<Uint8Array>({
      ...below(Table.WithdrawalOfAccount, account, before),
      limit: Math.min(limit, MAX_PAGE),
    });
    const found = await Promise.all((await keys.all()).map((item) => this.withdrawal(lastU64(item))));
    return found.filter((entry) => entry !== undefined);
  }

  /** The order, also long after it left the book. */
  async order(orderId: bigint): Promise<OrderHistory | undefined> {
    const [order] = await readOrders(this.#db, [orderId]);
    return order;
  }

  /** The order of each of `orderIds`, at most {@link MAX_PAGE}; undefined where there is none. */
  ordersByIds(orderIds: readonly bigint[]): Promise<(OrderHistory | undefined)[]> {
    return readOrders(this.#db, orderIds.slice(0, MAX_PAGE));
  }

  /** What the account used this client id for last: an order, or one that was refused (id 0). */
  async orderByClientId(account: number, clientId: Uint8Array): Promise<ClientIdHistory | undefined> {
    const gte = key(Table.ClientId, account, clientId);
    const range = { gte, lt: afterPrefix(gte), reverse: true, limit: 1 + MAX_OTHER_USES };
    const uses = await this.#db.values<Uint8Array, Uint8Array>(range).all();
    const row = uses[0] ?? (await this.#get(key(Table.ClientIdRefused, account, clientId)));
    if (row === undefined) return undefined;
    const use = readClientIdUse(row, toHex(clientId));
    const order = "refused" in use ? { placed: use.refused } : await this.order(use.orderId);
    return order && { ...order, otherUses: Math.max(uses.length - 1, 0) };
  }

  /** Orders with ids below `before`, newest first. */
  async orders(account: number, limit: number, before?: bigint): Promise<OrderHistory[]> {
    const ids = await this.#orderIds(account, Math.min(limit, MAX_PAGE), before);
    const found = await readOrders(this.#db, ids);
    return found.filter((order) => order !== undefined);
  }

  /**
   * Bars of `interval` seconds that start in `from..to` (ms), oldest first, without a gap from the market's first one on: an interval
   * without a trade has a flat bar at the last price. Work: the bars of the answer.
   */
  async candles(
    market: number,
    interval: number,
    from: number,
    to: number,
    limit: number,
  ): Promise<CandleEntry[]> {
    const most = Math.min(limit, MAX_PAGE);
    // The open bar first: should it end meanwhile, it is among the others, and later than what was read here.
    const row = await this.#get(key(Table.OpenBars, market));
    const open = row && openBar(row, interval);
    const bar = (time: number) => key(Table.Candle, market, interval, BigInt(time));
    const over = (range: {
      gte: Uint8Array;
      lt?: Uint8Array;
      lte?: Uint8Array;
      reverse?: true;
      limit: number;
    }) => this.#db.values<Uint8Array, Uint8Array>(range).all();
    const [before, within] = await Promise.all([
      over({ gte: bar(0), lt: bar(from), reverse: true, limit: 1 }),
      over({ gte: bar(from), lte: bar(to), limit: most }),
    ]);
    const bars = within.flatMap(readBars);
    if (open !== undefined && open.time >= from && open.time <= to && open.time > (bars.at(-1)?.time ?? -1))
      bars.push(open);
    const earlier = open !== undefined && open.time < from ? open : before.flatMap(readBars)[0];
    return withFlatBars(bars, earlier, { interval, from, to, most });
  }

  async #orderIds(account: number, limit: number, before?: bigint): Promise<bigint[]> {
    const ids: bigint[] = [];
    const rows = this.#db.iterator<Uint8Array, Uint8Array>(below(Table.OrderOfAccount, account, before));
    for await (const [at, row] of rows) {
      for (const id of readIds(lastU64(at), row).reverse()) {
        if (before !== undefined && id >= before) continue;
        ids.push(id);
        if (ids.length >= limit) return ids;
      }
    }
    return ids;
  }

  async #get(at: Uint8Array): Promise<Uint8Array | undefined> {
    return (await this.#db.get(at)) as Uint8Array | undefined;
  }
}

/** The rows of `table` of an account under ids below `before`, newest first. */
function below(
  table: number,
  account: number,
  before: bigint | undefined,
): { gte: Uint8Array; lt: Uint8Array; reverse: true } {
  const gte = key(table, account);
  return { gte, lt: before === undefined ? afterPrefix(gte) : key(table, account, before), reverse: true };
}
