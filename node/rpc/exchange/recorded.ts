/** The outcome of a transaction, read back from the receipts of its block. */
import type { TransactionOutcome } from "../../mempool/port.ts";
import { NovateError } from "../../primitives/error.ts";
import { BlockReceipts } from "../../state-machine/receipts.ts";
import type { StoredBlock } from "../../store/port.ts";

export function recordedOutcome(hash: Uint8Array, block: StoredBlock, position: number): TransactionOutcome {
  const found = new BlockReceipts(block.receipts)
    .transactions()
    .find((transaction) => transaction.receipt.transaction === position);
  if (found === undefined) {
    throw new NovateError(
      "INTERNAL",
      `expected a receipt of transaction ${position} in block ${block.number}`,
    );
  }
  return {
    hash,
    block: block.number,
    timestamp: block.timestamp,
    status: found.receipt.code,
    results: found.results.map((result) => ({
      code: result.code,
      orderId: result.orderId,
      filledLots: BigInt(result.filledLots),
      restingLots: BigInt(result.restingLots),
      filledNotional: result.filledNotional,
      fee: result.fee,
    })),
  };
}
