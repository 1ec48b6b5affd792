/** Signers of stored blocks from their receipts: a restart need not recover what was recovered when the block was made. */
import { viewOf } from "../primitives/bytes.ts";
import { framedBlock, scanBlock } from "../primitives/codec/index.ts";
import { digestOf } from "../primitives/eip712/index.ts";
import {
  BlockReceipts,
  eventKind,
  readTransactionReceipt,
  type SignerCache,
} from "../state-machine/index.ts";
import type { StoredBlock } from "../store/port.ts";

/**
 * Tells `signers` who signed each transaction of `block`, as its receipts say. The store has verified that they are the ones
 * the engine wrote. Transactions whose signature recovered nobody are left to be recovered again.
 */
export function rememberSigners(
  block: Pick<StoredBlock, "bytes" | "receipts">,
  domainSeparator: Uint8Array,
  signers: Pick<SignerCache, "put">,
): void {
  const found = signersOf(new BlockReceipts(block.receipts));
  if (found.size === 0) return;
  const bytes = framedBlock(block.bytes);
  scanBlock(bytes, (fields, index) => {
    const signer = found.get(index);
    if (signer === undefined) return;
    const digest = digestOf(bytes, fields, domainSeparator);
    signers.put(digest, bytes.subarray(fields.signatureAt, fields.end), signer);
  });
}

function signersOf(receipts: BlockReceipts): Map<number, Uint8Array> {
  const view = viewOf(receipts.bytes);
  const signers = new Map<number, Uint8Array>();
  for (const at of receipts.offsets()) {
    if (view.getUint16(at, true) !== eventKind.TRANSACTION_RECEIPT) continue;
    const { transaction, signer } = readTransactionReceipt(view, at);
    if (signer.some((byte) => byte !== 0)) signers.set(transaction, signer);
  }
  return signers;
}
