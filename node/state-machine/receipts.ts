/** What a block did: the engine's output records, exactly as they came, decoded only where somebody looks. */

import { viewOf } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import {
  type ActionReceiptRecord,
  type EventRecord,
  eventKind,
  type L1MessageReceiptRecord,
  readEvent,
  readWithdrawal,
  type TransactionReceiptRecord,
  type WithdrawalRecord,
} from "./layout/generated.ts";

/** Bytes at the start of every record: u16 kind, u16 size. */
const RECORD_HEAD = 4;

/** One transaction of the block, in the order the engine reached them. */
export interface TransactionResult {
  readonly receipt: TransactionReceiptRecord;
  readonly results: readonly ActionReceiptRecord[];
}

export class BlockReceipts {
  /** The records as they lie in the output area: what the block hash commits to. */
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  /** `bytes` stay shared with the caller and must not change. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** Offset of each record. Throws `BAD_RECEIPTS` when the bytes are no sequence of records. */
  *offsets(): Generator<number> {
    let at = 0;
    while (at < this.bytes.length) {
      const size = at + RECORD_HEAD <= this.bytes.length ? this.#view.getUint16(at + 2, true) : 0;
      if (size < RECORD_HEAD || at + size > this.bytes.length) {
        throw new NovateError("BAD_RECEIPTS", `expected a record at byte ${at} of ${this.bytes.length}`);
      }
      yield at;
      at += size;
    }
  }

  /** Every record this release knows, in order. */
  *events(): Generator<EventRecord> {
    for (const at of this.offsets()) {
      const event = readEvent(this.#view, at);
      if (event !== undefined) yield event;
    }
  }

  /** The records of these kinds (`eventKind`), in order; nothing else is decoded. */
  *eventsOf(kinds: ReadonlySet<number>): Generator<EventRecord> {
    for (const at of this.offsets()) {
      if (!kinds.has(this.#view.getUint16(at, true))) continue;
      const event = readEvent(this.#view, at);
      if (event !== undefined) yield event;
    }
  }

  /** Each transaction with the results of its actions; `receipt.transaction` is its place in the block. */
  transactions(): TransactionResult[] {
    const byIndex = new Map<number, { receipt: TransactionReceiptRecord; results: ActionReceiptRecord[] }>();
    for (const event of this.events()) {
      if (event.kind === "transactionReceipt")
        byIndex.set(event.transaction, { receipt: event, results: [] });
      else if (event.kind === "actionReceipt") byIndex.get(event.transaction)?.results.push(event);
    }
    return [...byIndex.values()];
  }

  messages(): L1MessageReceiptRecord[] {
    return [...this.events()].filter((event) => event.kind === "l1MessageReceipt");
  }

  /** The block's withdrawals, without decoding anything else. */
  withdrawals(): WithdrawalRecord[] {
    const found: WithdrawalRecord[] = [];
    for (const at of this.offsets()) {
      if (this.#view.getUint16(at, true) === eventKind.WITHDRAWAL) found.push(readWithdrawal(this.#view, at));
    }
    return found;
  }
}
