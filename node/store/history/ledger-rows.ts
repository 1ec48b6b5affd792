/** Rows of the ledger: every change of an account's cash, with the cash after it. What an account had before is kept in memory, or is in its last row. */
import { viewOf } from "../../primitives/bytes.ts";
import type { CashChange } from "./cash-changes.ts";
import type { HistoryDatabase } from "./database.ts";
import { afterPrefix, key } from "./keys.ts";
import { ListRows, readListRow } from "./list-rows.ts";
import { LEDGER } from "./lists.ts";
import { CAUSES, ledgerLayout } from "./records/ledger.ts";
import type { Place } from "./records/place.ts";
import type { RowSink } from "./row-sink.ts";
import { Table } from "./tables.ts";

/** Accounts whose cash is remembered; beyond, all are forgotten and read again. */
export const CASH_ACCOUNTS = 200_000;

const { offset, size } = ledgerLayout;
const CAUSE_NUMBERS = new Map(CAUSES.map((cause, number) => [cause, number]));

export class LedgerRows {
  readonly #db: Pick<HistoryDatabase, "values">;
  readonly #cash = new Map<number, bigint>();
  readonly #rows = new ListRows(LEDGER);
  /** Records of the block, in order of its events; the cash after each is filled in by `join`. */
  #view = viewOf(new Uint8Array(64 * size));
  readonly #accounts: number[] = [];

  constructor(dependencies: { readonly db: Pick<HistoryDatabase, "values"> }) {
    this.#db = dependencies.db;
  }

  /** Begins a block. */
  clear(): void {
    this.#accounts.length = 0;
  }

  /** Takes a change by the `index`-th event of the block. */
  add(change: CashChange, index: number): void {
    const at = this.#accounts.length * size;
    if (at === this.#view.byteLength) this.#grow();
    const out = this.#view;
    out.setUint16(at + offset.cause, CAUSE_NUMBERS.get(change.cause)!, true);
    out.setUint16(at + offset.market, change.market ?? 0, true);
    out.setUint32(at + offset.other, change.other ?? 0, true);
    out.setBigInt64(at + offset.amount, change.amount, true);
    out.setBigUint64(at + offset.reference, change.reference ?? 0n, true);
    out.setBigInt64(at + offset.fee, change.fee ?? 0n, true);
    this.#accounts.push(change.account);
    this.#rows.add(change.account, at, index);
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#view.byteLength);
    larger.set(new Uint8Array(this.#view.buffer));
    this.#view = viewOf(larger);
  }

  /** Puts the rows of what the block changed into `sink`. */
  async join(place: Place, sink: RowSink): Promise<void> {
    if (this.#cash.size > CASH_ACCOUNTS) this.#cash.clear();
    const unknown = new Set(this.#accounts.filter((account) => !this.#cash.has(account)));
    await Promise.all([...unknown].map((account) => this.#load(account)));
    this.#accounts.forEach((account, i) => {
      const at = i * size;
      const cash = this.#cash.get(account)! + this.#view.getBigInt64(at + offset.amount, true);
      this.#cash.set(account, cash);
      this.#view.setBigInt64(at + offset.cash, cash, true);
    });
    this.#rows.flush(this.#view, place, sink);
  }

  async #load(account: number): Promise<void> {
    const all = key(Table.Ledger, account);
    const range = { gte: all, lt: afterPrefix(all), reverse: true, limit: 1 };
    const [row] = await this.#db.values<Uint8Array, Uint8Array>(range).all();
    const last = row === undefined ? undefined : readListRow(LEDGER, account, row).at(-1);
    this.#cash.set(account, last?.cash ?? 0n);
  }
}
