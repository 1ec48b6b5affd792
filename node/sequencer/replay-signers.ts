/** Signers of stored blocks from their receipts: a restart need not recover what was recovered when the block was made. */
import { isZero, viewOf } from "../primitives/bytes.ts";
import { framedBlock, scanBlock } from "../primitives/codec/index.ts";
import {
  BlockReceipts,
  BlockSignatures,
  type CheckedSignature,
  eventKind,
  readTransactionReceipt,
} from "../state-machine/index.ts";
import type { StoredBlock } from "../store/port.ts";

/**
 * Who signed the transactions of `block`, as its receipts say. The store has verified that they are the ones the engine wrote.
 * Undefined when a transaction's receipt names nobody: the block's signers are then recovered again.
 */
export function signaturesOf(block: Pick<StoredBlock, "bytes" | "receipts">): BlockSignatures | undefined {
  const signers = signersOf(new BlockReceipts(block.receipts));
  const bytes = framedBlock(block.bytes);
  const checked: CheckedSignature[] = [];
  const { transactionOffsets } = scanBlock(bytes, ({ signatureAt, end }, index) => {
    const signer = signers.get(index);
    if (signer !== undefined) checked.push({ signature: bytes.subarray(signatureAt, end), signer });
  });
  return checked.length === transactionOffsets.length - 1 ? new BlockSignatures(checked) : undefined;
}

function signersOf(receipts: BlockReceipts): Map<number, Uint8Array> {
  const view = viewOf(receipts.bytes);
  const signers = new Map<number, Uint8Array>();
  for (const at of receipts.offsets()) {
    if (view.getUint16(at, true) !== eventKind.TRANSACTION_RECEIPT) continue;
    const { transaction, signer } = readTransactionReceipt(view, at);
    if (!isZero(signer)) signers.set(transaction, signer);
  }
  return signers;
}
