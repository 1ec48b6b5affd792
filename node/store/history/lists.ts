/** The lists of the history, one record for each event: of an account, of a market, of a bucket of orders. */
import { NovateError } from "../../primitives/error.ts";
import {
  depositLayout,
  fundingLayout,
  l1MessageReceiptLayout,
  readEvent,
  transferLayout,
  withdrawalLayout,
} from "../../state-machine/layout/generated.ts";
import type {
  ChangedEntry,
  DepositEntry,
  FillEntry,
  FundingRateEntry,
  LedgerEntry,
  MessageEntry,
  TradeEntry,
  TransferEntry,
  WithdrawalEntry,
} from "./entries.ts";
import { type EventEntry, entriesOf } from "./event-entries.ts";
import { changeLayout, readChange } from "./records/change.ts";
import { fillRecordLayout, readFillRecord, writeFill } from "./records/fill.ts";
import { ledgerLayout, readLedger } from "./records/ledger.ts";
import type { At } from "./records/place.ts";
import { readTrade, tradeLayout, writeTrade } from "./records/trade.ts";
import { Table } from "./tables.ts";

export interface List<Entry> {
  readonly table: number;
  /** Width of the id in its keys. */
  readonly idBytes: 4 | 8;
  /** Bytes of what it keeps of an event. */
  readonly size: number;
  /** Whether its records end with the hash of the transaction that they come from, behind `size`. */
  readonly withHash?: true;
  /** Writes what it keeps of the event at `at`, of which `side` is kept, at `to`. */
  write(events: DataView, at: number, side: number, out: DataView, to: number): void;
  /** The entry of what lies at `at`; `id` is the one in the row's key. */
  read(view: DataView, at: number, where: At, id: number): Entry;
}

export const FILLS: List<FillEntry> = {
  table: Table.Fill,
  idBytes: 4,
  size: fillRecordLayout.size,
  withHash: true,
  write: writeFill,
  read: (view, at, where, account) => readFillRecord(view, at, { ...where, account }),
};

export const TRADES: List<TradeEntry> = {
  table: Table.Trade,
  idBytes: 4,
  size: tradeLayout.size,
  withHash: true,
  write: (events, at, _side, out, to) => writeTrade(events, at, out, to),
  read: (view, at, where, market) => readTrade(view, at, { ...where, market }),
};

/** What happened to resting orders, out of the block's sums: of those that left the book, by bucket. Rows of `Table.Changed` hold one such record. */
export const CHANGES: List<ChangedEntry> = {
  table: Table.Ended,
  idBytes: 8,
  size: changeLayout.size,
  write(records, at, _side, out, to) {
    for (let i = 0; i < changeLayout.size; i += 4) out.setUint32(to + i, records.getUint32(at + i));
  },
  read: readChange,
};

/** Every change of an account's cash, out of the block's records. */
export const LEDGER: List<LedgerEntry> = {
  table: Table.Ledger,
  idBytes: 4,
  size: ledgerLayout.size,
  write(records, at, _side, out, to) {
    for (let i = 0; i < ledgerLayout.size; i += 4) out.setUint32(to + i, records.getUint32(at + i));
  },
  read: readLedger,
};

type Raw = Exclude<EventEntry, { kind: "fill" | "trade" }>;

/** Rare events are kept whole, all `size` bytes: each makes one entry of kind `kind`, or one for each of its accounts. */
function rawList<Entry extends Raw["entry"]>(
  table: number,
  size: number,
  kind: Extract<Raw, { entry: Entry }>["kind"],
): List<Entry> {
  return {
    table,
    idBytes: 4,
    size,
    write(events, at, _side, out, to) {
      for (let i = 0; i < size; i += 4) out.setUint32(to + i, events.getUint32(at + i));
    },
    read(view, at, where, id) {
      const event = readEvent(view, at);
      const all = event === undefined ? [] : entriesOf(event, where);
      // An event of two accounts makes an entry for each.
      const made =
        all.length === 1 ? all[0] : all.find(({ entry }) => "account" in entry && entry.account === id);
      if (made?.kind !== kind) throw new NovateError("INTERNAL", `expected a ${kind} in its row`);
      return made.entry as Entry;
    },
  };
}

export const FUNDING_RATES = rawList<FundingRateEntry>(Table.FundingRate, fundingLayout.size, "fundingRate");
export const DEPOSITS = rawList<DepositEntry>(Table.Deposit, depositLayout.size, "deposit");
export const TRANSFERS = rawList<TransferEntry>(Table.Transfer, transferLayout.size, "transfer");
export const PAYOUTS = rawList<WithdrawalEntry>(Table.Payout, withdrawalLayout.size, "withdrawal");

/** Its rows hold one record, under the index of the message. */
export const MESSAGES = rawList<MessageEntry>(Table.Message, l1MessageReceiptLayout.size, "message");

/** Its rows hold one record, under the index of the leaf. */
export const WITHDRAWALS = rawList<WithdrawalEntry>(Table.Withdrawal, withdrawalLayout.size, "withdrawal");
