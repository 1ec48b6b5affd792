/** The orders of a block, found one after the other as its receipts answer them: one pass over the bytes for their places, one over the actions. */
import { ActionFields, ORDER, readAction } from "../../primitives/codec/action.ts";
import { TRADE } from "../../primitives/codec/body.ts";
import { Cursor } from "../../primitives/codec/cursor.ts";
import {
  type BlockScan,
  decodeForced,
  framedBlock,
  MAX_TRANSACTIONS,
  MessageKind,
  scanBlock,
} from "../../primitives/codec/index.ts";

/** The transaction of the receipts that answer a forced one (docs/spec/receipts.md). */
const FORCED = 0xffff_ffff;
const NONE = -1;
/** u32 sub, u8 type, u8 count: where the actions of a forced Trade begin. */
const FORCED_ACTIONS_AT = 6;

/** Reused from block to block. */
export class PlacedActions {
  /** The action found last; its client id lies in {@link bytes}. */
  readonly order = new ActionFields();
  /** Who placed it. */
  account = 0;
  #scan: BlockScan | undefined;
  #block = new Cursor(new Uint8Array(0));
  // Of each transaction of the block: where its actions start, how many they are, whose they are.
  readonly #actionsAt = new Uint32Array(MAX_TRANSACTIONS);
  readonly #counts = new Uint8Array(MAX_TRANSACTIONS);
  readonly #accounts = new Uint32Array(MAX_TRANSACTIONS);
  // The transaction that is being read, and its next action.
  #cursor = this.#block;
  #transaction = NONE;
  #count = 0;
  #next = 0;

  /** What {@link order} was read from. */
  get bytes(): Uint8Array {
    return this.#cursor.bytes;
  }

  /** Begins a block that the engine applied: its bytes as published. */
  open(published: Uint8Array): void {
    const bytes = framedBlock(published);
    this.#transaction = NONE;
    this.#block = new Cursor(bytes);
    this.#scan = scanBlock(bytes, (fields, index) => {
      this.#actionsAt[index] = fields.body.itemsAt;
      this.#counts[index] = fields.type === TRADE ? fields.body.count : 0;
      this.#accounts[index] = fields.account;
    });
  }

  /** The bytes of transaction `index`. */
  transaction(index: number): Uint8Array {
    const offsets = this.#scan!.transactionOffsets;
    return this.#block.bytes.subarray(offsets[index], offsets[index + 1]);
  }

  /** Number of actions of transaction `index`; 0 of one that is no Trade. */
  countOf(index: number): number {
    return index < this.#scan!.transactionOffsets.length - 1 ? this.#counts[index]! : 0;
  }

  /** The receipt of L1 message `index` was met: receipts of forced actions are those of this message, which names `account`. */
  enterMessage(index: bigint, account: number): void {
    const message = this.#scan!.messages.find((item) => item.index === index);
    const count = message?.kind === MessageKind.Forced ? forcedActions(message.payload) : 0;
    this.#enter(FORCED, count === 0 ? this.#block : new Cursor(message!.payload), FORCED_ACTIONS_AT, count);
    this.account = account;
  }

  /** Reads action `action` of `transaction` into {@link order}; false when there is none, or it is no order. Receipts answer actions in order. */
  find(transaction: number, action: number): boolean {
    if (transaction !== this.#transaction) this.#enterTransaction(transaction);
    if (action >= this.#count) return false;
    for (; this.#next <= action; this.#next++) readAction(this.#cursor, this.order);
    return this.order.kind === ORDER;
  }

  #enterTransaction(index: number): void {
    this.#enter(index, this.#block, this.#actionsAt[index] ?? 0, this.countOf(index));
    this.account = this.#accounts[index] ?? 0;
  }

  #enter(transaction: number, cursor: Cursor, start: number, count: number): void {
    this.#transaction = transaction;
    this.#cursor = cursor;
    this.#count = count;
    this.#next = 0;
    cursor.position = start;
  }
}

/** Number of actions of a forced Trade; a malformed message was consumed with a failed receipt and has none. */
function forcedActions(payload: Uint8Array): number {
  try {
    const { body } = decodeForced(payload);
    return body.type === "trade" ? body.actions.length : 0;
  } catch {
    return 0;
  }
}
