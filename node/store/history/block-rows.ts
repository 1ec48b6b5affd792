/** What one block adds to the history: one walk over its events, its rows straight into the batch; what its bars and its orders' sums are, for who knows those before. A pure function of the block. */
import { viewOf } from "../../primitives/bytes.ts";
import { ADDRESS_BYTES, MessageKind } from "../../primitives/codec/index.ts";
import { transactionDigest } from "../../primitives/eip712/index.ts";
import {
  actionReceiptLayout,
  deleveragingLayout,
  depositLayout,
  eventKind,
  fillLayout,
  fundingLayout,
  fundingPaymentLayout,
  l1MessageReceiptLayout,
  names,
  orderUpdateLayout,
  positionClosedLayout,
  transactionReceiptLayout,
  transferLayout,
  withdrawalLayout,
} from "../../state-machine/layout/generated.ts";
import { BlockReceipts } from "../../state-machine/receipts.ts";
import { DIGEST_BYTES } from "../../state-machine/signature/protocol.ts";
import type { StoredBlock } from "../port.ts";
import { type BlockBars, barOf, joinBars } from "./candles.ts";
import { cashChanges } from "./cash-changes.ts";
import { ChangeSums } from "./change-sums.ts";
import { ClientIdRows } from "./client-id-rows.ts";
import type { CandleEntry } from "./entries.ts";
import { HeldRows } from "./held-rows.ts";
import { key } from "./keys.ts";
import type { LedgerRows } from "./ledger-rows.ts";
import { ListRows, singleRow } from "./list-rows.ts";
import {
  DEPOSITS,
  FILLS,
  FUNDING_RATES,
  MESSAGES,
  PAYOUTS,
  TRADES,
  TRANSFERS,
  WITHDRAWALS,
} from "./lists.ts";
import { putMinute } from "./minutes.ts";
import { Origins } from "./origins.ts";
import { PlacedActions } from "./placed-actions.ts";
import { PlacedRows } from "./placed-rows.ts";
import { MAKER_SIDE, TAKER_SIDE } from "./records/fill.ts";
import type { Place } from "./records/place.ts";
import type { RowSink } from "./row-sink.ts";
import { Table } from "./tables.ts";
import { hashTableOf, isRefusedOfAccount, TransactionRows } from "./transaction-rows.ts";

const ACTION = actionReceiptLayout.offset;
const CLOSED = positionClosedLayout.offset;
const CLOSING = deleveragingLayout.offset;
const FILL = fillLayout.offset;
const PAYMENT = fundingPaymentLayout.offset;
const MESSAGE = l1MessageReceiptLayout.offset;
const TRANSACTION = transactionReceiptLayout.offset;
const WITHDRAWAL = withdrawalLayout.offset;
const KNOWN_KINDS: ReadonlySet<number> = new Set(Object.values(eventKind));
const NOTHING = new Uint8Array(0);

/** The block that is being written. */
interface Writing {
  readonly events: DataView;
  readonly place: Place;
  /** EIP-712 digests of its transactions, 32 bytes each, where they are known. */
  readonly digests: Uint8Array | undefined;
  readonly sink: RowSink;
  readonly bars: Map<number, CandleEntry>;
}

/** What a block adds to figures that earlier blocks began, and where it lies. */
export interface BlockFigures {
  readonly bars: BlockBars;
  readonly changes: ChangeSums;
  /** Whether funding accrued in the block. */
  readonly accrued: boolean;
  readonly events: DataView;
  readonly place: Place;
}

/** Keeps its buffers from block to block: one block at a time. */
export class BlockRows {
  readonly #separator: Uint8Array;
  readonly #actions = new PlacedActions();
  readonly #transactions = new TransactionRows();
  readonly #placed = new PlacedRows();
  readonly #clientIds = new ClientIdRows();
  readonly #changes = new ChangeSums();
  readonly #origins = new Origins();
  readonly #fills = new ListRows(FILLS, this.#origins);
  readonly #trades = new ListRows(TRADES, this.#origins);
  readonly #rates = new ListRows(FUNDING_RATES);
  readonly #deposits = new ListRows(DEPOSITS);
  readonly #transfers = new ListRows(TRANSFERS);
  readonly #payouts = new ListRows(PAYOUTS);
  readonly #held = new HeldRows();
  readonly #ledger: LedgerRows;

  /** `ledger` takes the changes of cash; `separator` is the chain's EIP-712 domain separator, for digests that are not known. */
  constructor(separator: Uint8Array, ledger: LedgerRows) {
    this.#ledger = ledger;
    this.#separator = separator;
  }

  /** Where the history goes on: the block of the last accrual of funding in it. */
  start(accrued: number): void {
    this.#held.start(accrued);
  }

  /** Puts the rows of `block` into `sink`. What it returns is good until the next block. Throws `BAD_RECEIPTS`, or as `scanBlock`, for bytes that no engine applied or wrote. */
  write(block: StoredBlock, digests: Uint8Array | undefined, sink: RowSink): BlockFigures {
    const place = { block: Number(block.number), time: Number(block.timestamp) };
    const bars = new Map<number, CandleEntry>();
    const changes = this.#changes;
    const events = viewOf(block.receipts);
    changes.clear();
    this.#ledger.clear();
    this.#origins.clear();
    putMinute(place, sink);
    if (block.isVoid) return { bars, changes, accrued: false, events, place };
    const writing: Writing = { events, place, digests, sink, bars };
    this.#actions.open(block.bytes);
    let index = 0;
    for (const at of new BlockReceipts(block.receipts).offsets()) {
      if (!this.#take(at, index, writing)) continue;
      for (const change of cashChanges(events, at)) this.#ledger.add(change, index);
      index++;
    }
    this.#placed.flush(events, place, sink);
    for (const list of [
      this.#fills,
      this.#trades,
      this.#rates,
      this.#deposits,
      this.#transfers,
      this.#payouts,
    ]) {
      list.flush(events, place, sink);
    }
    this.#held.flush(events, sink);
    return { bars, changes, events, place, accrued: this.#held.accruedIn(place.block) };
  }

  /** Takes the event at offset `at`; false when this release does not know its kind, and nobody counts it. */
  #take(at: number, index: number, writing: Writing): boolean {
    const { events, place, sink } = writing;
    const kind = events.getUint16(at, true);
    switch (kind) {
      case eventKind.ACTION_RECEIPT:
        this.#order(at, index, writing);
        return true;
      case eventKind.ORDER_UPDATE: {
        const what = events.getUint8(at + orderUpdateLayout.offset.event);
        if (what === names.ORDER_OPENED) this.#changes.opened.push(at + orderUpdateLayout.offset.orderId);
        else this.#changes.add(events, at, index);
        return true;
      }
      case eventKind.FILL:
        this.#trade(at, index, writing);
        return true;
      case eventKind.TRANSACTION_RECEIPT:
        this.#transaction(at, index, writing);
        return true;
      case eventKind.L1_MESSAGE_RECEIPT: {
        this.#message(at, index, writing);
        const account = events.getUint32(at + MESSAGE.account, true);
        this.#origins.leave();
        this.#actions.enterMessage(events.getBigUint64(at + MESSAGE.index, true), account);
        return true;
      }
      case eventKind.DELEVERAGING:
        this.#origins.note(index, true);
        this.#deleverage(at, index, events);
        return true;
      case eventKind.FUNDING:
        this.#held.accrue(place.block, events, sink);
        this.#rates.add(events.getUint16(at + fundingLayout.offset.market, true), at, index);
        return true;
      case eventKind.FUNDING_PAYMENT: {
        const account = events.getUint32(at + PAYMENT.account, true);
        this.#held.hold(account, events.getUint16(at + PAYMENT.market, true), at + PAYMENT.size);
        return true;
      }
      case eventKind.POSITION_CLOSED: {
        const account = events.getUint32(at + CLOSED.account, true);
        this.#held.hold(account, events.getUint16(at + CLOSED.market, true), -1);
        return true;
      }
      case eventKind.DEPOSIT:
        this.#deposits.add(events.getUint32(at + depositLayout.offset.account, true), at, index);
        return true;
      case eventKind.WITHDRAWAL: {
        const leaf = events.getBigUint64(at + WITHDRAWAL.index, true);
        const account = events.getUint32(at + WITHDRAWAL.account, true);
        sink.put(key(Table.Withdrawal, leaf), singleRow(WITHDRAWALS, events, at, { ...place, index }));
        sink.put(key(Table.WithdrawalOfAccount, account, leaf), NOTHING);
        this.#payouts.add(account, at, index);
        return true;
      }
      case eventKind.TRANSFER:
        this.#transfers.add(events.getUint32(at + transferLayout.offset.fromAccount, true), at, index, 0);
        this.#transfers.add(events.getUint32(at + transferLayout.offset.toAccount, true), at, index, 1);
        return true;
      default:
        return KNOWN_KINDS.has(kind);
    }
  }

  /** The genesis message is not the Inbox's. */
  #message(at: number, index: number, { events, place, sink }: Writing): void {
    if (events.getUint8(at + MESSAGE.messageKind) === MessageKind.Genesis) return;
    const message = events.getBigUint64(at + MESSAGE.index, true);
    const sender = new Uint8Array(events.buffer, events.byteOffset + at + MESSAGE.sender, ADDRESS_BYTES);
    sink.put(key(Table.Message, message), singleRow(MESSAGES, events, at, { ...place, index }));
    sink.put(key(Table.MessageOfSender, sender, message), NOTHING);
  }

  #order(at: number, index: number, { events, place, sink }: Writing): void {
    const transaction = events.getUint32(at + ACTION.transaction, true);
    const actions = this.#actions;
    if (!actions.find(transaction, events.getUint16(at + ACTION.action, true))) return;
    const { account, bytes, order } = actions;
    const source = { events, at, index, account, order };
    const idAt = at + ACTION.orderId;
    const isRefused = events.getUint32(idAt, true) === 0 && events.getUint32(idAt + 4, true) === 0;
    if (!isRefused) this.#placed.add(source, bytes, place, sink);
    if (order.clientIdAt < 0) return;
    if (isRefused) this.#clientIds.refused(source, bytes, place, sink);
    else this.#clientIds.placed(source, bytes, place, sink);
  }

  #deleverage(at: number, index: number, events: DataView): void {
    const market = events.getUint16(at + CLOSING.market, true);
    const account = events.getUint32(at + CLOSING.account, true);
    const counterparty = events.getUint32(at + CLOSING.counterparty, true);
    this.#fills.add(account, at, index, TAKER_SIDE);
    this.#fills.add(counterparty, at, index, MAKER_SIDE);
    this.#held.hold(account, market, at + CLOSING.accountSize);
    this.#held.hold(counterparty, market, at + CLOSING.counterpartySize);
  }

  /** Self-trades do not happen, so one event makes at most one fill of an account. */
  #trade(at: number, index: number, { bars, events, place, sink }: Writing): void {
    const market = events.getUint16(at + FILL.market, true);
    const taker = events.getUint32(at + FILL.takerAccount, true);
    const maker = events.getUint32(at + FILL.makerAccount, true);
    const isLiquidation = events.getUint8(at + FILL.liquidation) !== 0;
    this.#origins.note(index, isLiquidation);
    this.#fills.add(taker, at, index, TAKER_SIDE);
    this.#fills.add(maker, at, index, MAKER_SIDE);
    this.#held.hold(taker, market, at + FILL.takerSize);
    this.#held.hold(maker, market, at + FILL.makerSize);
    this.#trades.add(market, at, index);
    this.#changes.add(events, at, index);
    if (isLiquidation) this.#placed.addLiquidation(events, at, index, place, sink);
    const price = events.getUint32(at + FILL.price, true);
    const lots = events.getUint32(at + FILL.lots, true);
    const bar = barOf({ price, lots, notional: events.getBigInt64(at + FILL.notional, true) }, place.time);
    const earlier = bars.get(market);
    bars.set(market, earlier === undefined ? bar : joinBars(earlier, bar));
  }

  #transaction(at: number, index: number, { digests, events, place, sink }: Writing): void {
    const code = events.getUint16(at + TRANSACTION.code, true);
    const position = events.getUint32(at + TRANSACTION.transaction, true);
    if (isRefusedOfAccount(code)) this.#refusedOrders(code, position, index, place, sink);
    const table = hashTableOf(code);
    if (table === undefined) return;
    const entry = { block: place.block, position };
    const all = digests ?? transactionDigest(this.#actions.transaction(position), this.#separator);
    const hashAt = digests === undefined ? 0 : position * DIGEST_BYTES;
    this.#transactions.put(table, all, hashAt, entry, sink);
    if (code === 0) this.#origins.enter(all, hashAt);
  }

  /** The orders of a transaction that was refused before any of them. */
  #refusedOrders(code: number, position: number, index: number, place: Place, sink: RowSink): void {
    const actions = this.#actions;
    for (let action = 0; action < actions.countOf(position); action++) {
      if (!actions.find(position, action) || actions.order.clientIdAt < 0) continue;
      const { account, bytes, order } = actions;
      this.#clientIds.refusedWhole({ account, code, index, order }, bytes, place, sink);
    }
  }
}
