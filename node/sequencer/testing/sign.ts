/** Signing with native libsecp256k1: a load of tens of thousands of transactions within a test's time. */
import secp256k1 from "secp256k1";
import { encodeUnsigned, type UnsignedTransaction, withSignature } from "../../primitives/codec/index.ts";
import { transactionDigest } from "../../primitives/eip712/index.ts";
import { packSignature } from "../../primitives/signature/compact.ts";

export function signFast(
  transaction: UnsignedTransaction,
  separator: Uint8Array,
  privateKey: Uint8Array,
): Uint8Array {
  const bytes = encodeUnsigned(transaction);
  const { signature, recid } = secp256k1.ecdsaSign(transactionDigest(bytes, separator), privateKey);
  return withSignature(bytes, packSignature(signature, recid));
}
