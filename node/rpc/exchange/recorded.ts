/** The outcome of a transaction, read back from the receipts of its block. */
import { outcomesOf } from "../../mempool/index.ts";
import type { TransactionOutcome } from "../../mempool/port.ts";
import { NovateError } from "../../primitives/error.ts";
import { BlockReceipts } from "../../state-machine/receipts.ts";
import type { StoredBlock } from "../../store/port.ts";

export function recordedOutcome(hash: Uint8Array, block: StoredBlock, position: number): TransactionOutcome {
  const outcome = outcomesOf(new BlockReceipts(block.receipts), position + 1)[position];
  if (outcome === undefined) {
    throw new NovateError(
      "INTERNAL",
      `expected a receipt of transaction ${position} in block ${block.number}`,
    );
  }
  return { hash, block: block.number, timestamp: block.timestamp, ...outcome };
}
