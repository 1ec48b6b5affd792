/** Which (action kind, result) pairs a run has met. */
import type { TransactionBody } from "../../node/primitives/codec/index.ts";
import { resultCodeList, voidCodeList } from "../../node/state-machine/layout/generated.ts";
import type { Event } from "../reference/index.ts";
import type { BlockCase } from "./case.ts";
import type { Step } from "./play.ts";

const RESULT = new Map(resultCodeList.map(([code, name]) => [code, name]));
const VOID = new Map(voidCodeList.map(([code, name]) => [code, name]));
const FORCED = 2 ** 32 - 1;
const UPDATES = ["", "opened", "cancelled", "cut"];
const STAGES = ["", "ORDERS", "POSITIONS", "DELEVERAGED", "DEFICIT"];
const MOVEMENTS = ["", "FEE", "COVER", "SOCIALISED", "BAD_DEBT"];
const PHASES = ["", "ENTERED", "CLOSED", "PAYING", "PAID", "DONE"];
const GOVERNANCE = ["", "setMarket", "setValidator", "setParameters"];

/** `row result`, as in `order GTC OK` or `block GAS_LIMIT`. */
export type Pair = string;

export class Coverage {
  readonly seen = new Map<Pair, number>();

  /** Counts what happened in a block. */
  readonly watch = (step: Step): undefined => {
    this.#count("block", VOID.get(step.code) ?? "TRAP");
    if (step.code !== 0) return;
    let messages = 0;
    for (const event of step.state.events) {
      if (event.kind === "l1MessageReceipt") messages++;
      this.#event(step.block, event, messages);
    }
  };

  add(pairs: Iterable<readonly [Pair, number]>): void {
    for (const [pair, count] of pairs) this.seen.set(pair, (this.seen.get(pair) ?? 0) + count);
  }

  /** `messages`: how many of the block were consumed until then. */
  #event(block: BlockCase, event: Event, messages: number): void {
    const code = RESULT.get(Number(event.code ?? 0))!;
    if (event.kind === "transactionReceipt") {
      const { body } = block.transactions[Number(event.transaction)]!;
      this.#count(body.type, code);
    } else if (event.kind === "actionReceipt" && event.transaction === FORCED) {
      const { payload } = block.messages[messages - 1]!;
      const name = payload instanceof Uint8Array ? "bytes" : actionName(payload.body, Number(event.action));
      // Whatever its time in force: that is told apart where the signed ones are.
      this.#count(`forced ${name.replace(/^order .*/, "order")}`, code);
    } else if (event.kind === "actionReceipt") {
      const { body } = block.transactions[Number(event.transaction)]!;
      this.#count(actionName(body, Number(event.action)), code);
    } else if (event.kind === "l1MessageReceipt") {
      this.#count(messageName(event), code);
    } else if (event.kind === "orderUpdate") {
      this.#count(`resting order ${UPDATES[Number(event.event)]}`, RESULT.get(Number(event.reason))!);
    } else if (event.kind === "liquidation") {
      this.#count("liquidation", STAGES[Number(event.stage)]!);
    } else if (event.kind === "windDown") {
      this.#count("windDown", PHASES[Number(event.stage)]!);
    } else if (event.kind === "insurance") {
      this.#count("insurance", MOVEMENTS[Number(event.reason)]!);
    } else if (event.kind === "funding") {
      this.#count("funding", event.rate === 0n ? "ZERO" : Number(event.rate) > 0 ? "POSITIVE" : "NEGATIVE");
    } else if (["fill", "fundingPayment", "markUpdate", "positionClosed"].includes(event.kind)) {
      this.#count(event.kind, event.liquidation === 1 ? "LIQUIDATION" : event.stale === 1 ? "STALE" : "OK");
    }
  }

  #count(row: string, result: string): void {
    this.add([[`${row} ${result}`, 1]]);
  }
}

function actionName(body: TransactionBody, index: number): string {
  if (body.type === "oracleVote") return "price";
  if (body.type !== "trade") return `body of ${body.type}`;
  const action = body.actions[index]!;
  if (action.kind !== "order") return action.kind;
  return `order ${action.isMarket ? "market " : ""}${action.timeInForce}`;
}

function messageName(event: Event): string {
  if (event.messageKind === 1) return "deposit";
  if (event.messageKind === 2) return "forced";
  return GOVERNANCE[Number(event.op ?? 0)] || "governance";
}
