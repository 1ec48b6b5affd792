/** What became of a transaction, as the trading commands print it. */
import { NovateError } from "../node/primitives/error.ts";
import type { ItemStatus, Receipt } from "../sdk/index.ts";

/** Throws the code and the words the item was refused with, and where that is on record. */
export function requireAccepted(status: ItemStatus | undefined, receipt: Receipt): ItemStatus {
  if (status === undefined) throw new NovateError("NOT_A_NODE", "expected one status for one item, got none");
  if (status.error === undefined) return status;
  const { hash, block, finality } = receipt;
  throw new NovateError(status.code, status.error, { hash, block, finality });
}

/** The receipt without its statuses: what every result holds. */
export function recordOf({ hash, block, timestamp, finality, arrival }: Receipt) {
  return { hash, block, timestamp, finality, ...(arrival && { arrival }) };
}

export function receiptLine(code: string, { hash, block, finality }: Receipt): string {
  return `${code} in block ${block} (${finality}), transaction ${hash}`;
}
