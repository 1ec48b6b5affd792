import type { Action, OrderAction } from "../../node/primitives/codec/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import {
  actionReceiptLayout,
  type BlockReceipts,
  eventKind,
  fillLayout,
  resultCode,
  transactionReceiptLayout,
} from "../../node/state-machine/index.ts";
import type { Instruction, Participant, Session } from "./session.ts";

/** What the engine's receipt of an action must say. */
export interface Foreseen {
  /** The feed's id of the order, to name it by. */
  readonly id: string;
  readonly code: number;
  /** Of an order that passes. */
  readonly orderId?: bigint | undefined;
  readonly filled: number;
  readonly resting: number;
}

/** A fill as the receipts must tell it, in sequence. */
export interface ForeseenFill {
  readonly makerOrderId: bigint;
  readonly price: number;
  readonly lots: number;
}

/** Actions of one block, those that only hold its order included. */
const ACTIONS_PER_BLOCK = 8_000;
/** One less than the wire allows: room for the order that only sets the class. */
const ACTIONS_PER_TRANSACTION = 99;

/** A good-till time long past: refused before anything is looked at, and yet an order, which makes its transaction one of class 2. */
const CLASS_MARK: OrderAction = {
  kind: "order",
  market: 0,
  isBuy: true,
  price: 1,
  size: 1,
  timeInForce: "GTT",
  reduceOnly: false,
  isMarket: false,
  goodTill: 1,
};
const REFUSED: Foreseen = { id: "none", code: resultCode.ORDER_EXPIRED, filled: 0, resting: 0 };

/**
 * Thousands of actions in one block that the engine executes in the sequence they were added: every transaction is of class 2
 * (rule B2), one of cancels alone by an expired order beside them. What the engine did is then held to what was
 * foreseen, action by action and fill by fill.
 */
export class PlannedBlock {
  readonly #session: Session;
  #instructions: { readonly by: Participant; readonly actions: Action[] }[] = [];
  #foreseen: Foreseen[] = [];
  #fills: ForeseenFill[] = [];
  #hasOrder = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Next in sequence; a block that is full is sent first. Throws as `send`. */
  add(by: Participant, action: Action, foreseen: Foreseen, fills: readonly ForeseenFill[] = []): void {
    if (this.#foreseen.length >= ACTIONS_PER_BLOCK) this.send();
    const last = this.#instructions.at(-1);
    if (last?.by === by && last.actions.length < ACTIONS_PER_TRANSACTION) {
      last.actions.push(action);
    } else {
      this.#close();
      this.#instructions.push({ by, actions: [action] });
    }
    this.#hasOrder ||= action.kind === "order";
    this.#foreseen.push(foreseen);
    for (const fill of fills) this.#fills.push(fill);
  }

  /** Executes what was added. Throws `BLOCK_VOID`, or `REPLAY_FORESEEN` naming the first order that fared otherwise. */
  send(): void {
    this.#close();
    const instructions = this.#instructions.map(
      ({ by, actions }): Instruction => ({ by, body: { type: "trade", actions } }),
    );
    const [foreseen, fills] = [this.#foreseen, this.#fills];
    this.#instructions = [];
    this.#foreseen = [];
    this.#fills = [];
    if (instructions.length === 0) return;
    confirm(this.#session.block(instructions).receipts, foreseen, fills);
  }

  /** Sends what was added, then has the engine try one action and take it back. Throws as `send`. */
  rehearse(by: Participant, action: Action, foreseen: Foreseen, fills: readonly ForeseenFill[]): void {
    this.send();
    const receipts = this.#session.simulate([{ by, body: { type: "trade", actions: [action] } }]);
    confirm(receipts, [foreseen], fills);
  }

  /** Ends the last transaction. */
  #close(): void {
    const last = this.#instructions.at(-1);
    if (last !== undefined && !this.#hasOrder) {
      last.actions.push(CLASS_MARK);
      this.#foreseen.push(REFUSED);
    }
    this.#hasOrder = false;
  }
}

function confirm(
  receipts: BlockReceipts,
  foreseen: readonly Foreseen[],
  fills: readonly ForeseenFill[],
): void {
  const view = new DataView(receipts.bytes.buffer, receipts.bytes.byteOffset, receipts.bytes.byteLength);
  let [actions, filled] = [0, 0];
  for (const at of receipts.offsets()) {
    const kind = view.getUint16(at, true);
    if (kind === eventKind.ACTION_RECEIPT) confirmAction(view, at, foreseen[actions++]);
    else if (kind === eventKind.FILL) confirmFill(view, at, fills[filled++], foreseen[actions]);
    else if (kind === eventKind.TRANSACTION_RECEIPT) {
      const code = view.getUint16(at + transactionReceiptLayout.offset.code, true);
      if (code !== resultCode.OK) throw differs(foreseen[actions], "a transaction that passes", { code });
    }
  }
  if (actions !== foreseen.length || filled !== fills.length)
    throw differs(foreseen[actions], `${foreseen.length} results and ${fills.length} fills`, {
      actions,
      filled,
    });
}

function confirmAction(view: DataView, at: number, want: Foreseen | undefined): void {
  const { offset } = actionReceiptLayout;
  const code = view.getUint16(at + offset.code, true);
  const orderId = view.getBigUint64(at + offset.orderId, true);
  const filled = view.getUint32(at + offset.filledLots, true);
  const resting = view.getUint32(at + offset.restingLots, true);
  const same =
    want !== undefined &&
    code === want.code &&
    (want.orderId === undefined ||
      (orderId === want.orderId && filled === want.filled && resting === want.resting));
  if (!same) throw differs(want, want, { code, orderId, filled, resting });
}

function confirmFill(
  view: DataView,
  at: number,
  want: ForeseenFill | undefined,
  by: Foreseen | undefined,
): void {
  const { offset } = fillLayout;
  const makerOrderId = view.getBigUint64(at + offset.makerOrderId, true);
  const price = view.getUint32(at + offset.price, true);
  const lots = view.getUint32(at + offset.lots, true);
  if (want?.makerOrderId !== makerOrderId || want.price !== price || want.lots !== lots)
    throw differs(by, want, { makerOrderId, price, lots });
}

function differs(about: Foreseen | undefined, want: unknown, got: object): NovateError {
  return new NovateError(
    "REPLAY_FORESEEN",
    `expected the engine to do with order ${about?.id ?? "(none left)"} of the feed what was foreseen, got something else`,
    { expected: text(want), got: text(got) },
  );
}

function text(value: unknown): string {
  if (value === undefined) return "nothing";
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}` : part));
}
