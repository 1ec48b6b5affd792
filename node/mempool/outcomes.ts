/** What a block's receipts say of its transactions, in the order of the block. */
import { viewOf } from "../primitives/bytes.ts";
import {
  type BlockReceipts,
  eventKind,
  readActionReceipt,
  readRefusal,
  readTransactionReceipt,
  readWithdrawal,
} from "../state-machine/index.ts";
import type { ActionOutcome } from "./port.ts";

export interface ReceiptOutcome {
  readonly status: number;
  readonly results: ActionOutcome[];
}

/** Outcome of transaction i at i; undefined where the receipts have none. Decodes receipts of transactions and actions only. */
export function outcomesOf(receipts: BlockReceipts, transactions: number): (ReceiptOutcome | undefined)[] {
  const outcomes = new Array<ReceiptOutcome | undefined>(transactions).fill(undefined);
  const view = viewOf(receipts.bytes);
  // Events come before the receipt of the action that caused them.
  let withdrawal: bigint | undefined;
  let refusal: ActionOutcome["refusal"];
  for (const at of receipts.offsets()) {
    const kind = view.getUint16(at, true);
    if (kind === eventKind.TRANSACTION_RECEIPT) {
      const { transaction, code } = readTransactionReceipt(view, at);
      if (transaction < transactions) outcomes[transaction] = { status: code, results: [] };
    } else if (kind === eventKind.ACTION_RECEIPT) {
      const receipt = readActionReceipt(view, at);
      const { transaction, code, orderId, filledLots, restingLots, filledNotional, fee, count } = receipt;
      outcomes[transaction]?.results.push({
        code,
        orderId,
        filledLots: BigInt(filledLots),
        restingLots: BigInt(restingLots),
        filledNotional,
        fee,
        count,
        ...(withdrawal === undefined ? {} : { withdrawal }),
        ...(refusal === undefined ? {} : { refusal }),
      });
      withdrawal = undefined;
      refusal = undefined;
    } else if (kind === eventKind.WITHDRAWAL) {
      withdrawal = readWithdrawal(view, at).index;
    } else if (kind === eventKind.REFUSAL) {
      const { have, need } = readRefusal(view, at);
      refusal = { have, need };
    }
  }
  return outcomes;
}
