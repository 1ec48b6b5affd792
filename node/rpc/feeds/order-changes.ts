/** Every change of every order in a block, by account, in the order of the block's events. */
import {
  type ActionReceiptRecord,
  type EventRecord,
  type FillRecord,
  names,
  type OrderUpdateRecord,
} from "../../state-machine/layout/generated.ts";

/** A resting order opened, was cut or left the book. */
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

/** An action that named an order and left nothing of it in the book: a placed order that ended at once, or a cancel. */
export interface Ended {
  readonly kind: "ended";
  readonly account: number;
  readonly receipt: ActionReceiptRecord;
  /** Index of the L1 message that forced the action; undefined for a transaction of the block. */
  readonly message: bigint | undefined;
}

export type OrderChange = Update | MakerFill | Ended;

export const isCancelled = (event: OrderUpdateRecord): boolean => event.event === names.ORDER_CANCELLED;
export const isOpened = (event: OrderUpdateRecord): boolean => event.event === names.ORDER_OPENED;

/** In order of the events. */
export function orderChanges(events: readonly EventRecord[]): OrderChange[] {
  const changes: OrderChange[] = [];
  // Results follow the receipt of the transaction, or of the L1 message, that they belong to.
  let account = 0;
  let message: bigint | undefined;
  for (const event of events) {
    switch (event.kind) {
      case "l1MessageReceipt":
        ({ account, index: message } = event);
        break;
      case "transactionReceipt":
        account = event.account;
        message = undefined;
        break;
      case "orderUpdate":
        changes.push({ kind: "update", account: event.account, event });
        break;
      case "fill":
        changes.push({ kind: "fill", account: event.makerAccount, event });
        break;
      case "actionReceipt":
        if (event.orderId !== 0n && event.restingLots === 0)
          changes.push({ kind: "ended", account, receipt: event, message });
        break;
    }
  }
  return changes;
}
