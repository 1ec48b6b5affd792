import { fromHex } from "../../primitives/bytes.ts";
import type { L1Transaction } from "../../store/port.ts";
import type { L1Event } from "./reader.ts";

/** Which transaction delivered each message and paid each withdrawal. */
export function l1Transactions(events: readonly L1Event[]): L1Transaction[] {
  return events.flatMap((event): L1Transaction[] => {
    if (event.name !== "MessageDelivered" && event.name !== "WithdrawalPaid") return [];
    const { index, transaction } = event;
    if (transaction === undefined) return [];
    const what = event.name === "MessageDelivered" ? "message" : "payment";
    return [{ what, index, hash: fromHex(transaction, 32) }];
  });
}
