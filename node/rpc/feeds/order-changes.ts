/** Every change of every order in a block, by account, in the order of the block's events. */
import {
  type ActionReceiptRecord,
  type EventRecord,
  type FillRecord,
  names,
  type OrderUpdateRecord,
} from "../../state-machine/layout/generated.ts";

/** A resting order was cut or left the book. */
interface Update {
  readonly kind: "update";
  readonly account: number;
  readonly event: OrderUpdateRecord;
}

/** A resting order was filled. */
interface MakerFill {
  readonly kind: "fill";
  readonly account: number;
  readonly event: FillRecord;
}

/** The result of an action: an order that came to rest, ended at once or was refused, or something else. */
export interface Result {
  readonly kind: "result";
  readonly account: number;
  readonly receipt: ActionReceiptRecord;
  /** Place of the receipt in the block. */
  readonly index: number;
  /** Index of the L1 message that forced the action; undefined for a transaction of the block. */
  readonly message: bigint | undefined;
}

/** What a liquidation's order took, all of it: it does not rest. */
export interface Liquidated {
  readonly kind: "liquidated";
  readonly account: number;
  readonly fills: readonly FillRecord[];
  /** Place of its first fill in the block. */
  readonly index: number;
}

export type OrderChange = Update | MakerFill | Result | Liquidated;

export const isCancelled = (event: OrderUpdateRecord): boolean => event.event === names.ORDER_CANCELLED;

/** In order of the events. */
export function orderChanges(events: readonly EventRecord[]): OrderChange[] {
  const changes: OrderChange[] = [];
  // Results follow the receipt of the transaction, or of the L1 message, that they belong to.
  let account = 0;
  let message: bigint | undefined;
  let taking: { fills: FillRecord[]; orderId: bigint } | undefined;
  events.forEach((event, index) => {
    switch (event.kind) {
      case "l1MessageReceipt":
        ({ account, index: message } = event);
        return;
      case "transactionReceipt":
        account = event.account;
        message = undefined;
        return;
      case "orderUpdate":
        // Of one that came to rest the result follows, which says more.
        if (event.event !== names.ORDER_OPENED)
          changes.push({ kind: "update", account: event.account, event });
        return;
      case "fill":
        changes.push({ kind: "fill", account: event.makerAccount, event });
        if (event.liquidation === 0) return;
        if (taking?.orderId === event.takerOrderId) {
          taking.fills.push(event);
          return;
        }
        taking = { fills: [event], orderId: event.takerOrderId };
        changes.push({ kind: "liquidated", account: event.takerAccount, fills: taking.fills, index });
        return;
      case "actionReceipt":
        changes.push({ kind: "result", account, receipt: event, index, message });
        return;
    }
  });
  return changes;
}
