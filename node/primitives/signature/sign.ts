/** Signing with a private key in memory, in Node and in the browser. */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { encodeUnsigned, withSignature } from "../codec/transaction.ts";
import type { UnsignedTransaction } from "../codec/types.ts";
import { transactionDigest } from "../eip712/digest.ts";
import { keccak256 } from "../keccak.ts";
import { packSignature } from "./compact.ts";

/** Deterministic (RFC 6979) low-s signature of a 32-byte digest, packed to 64 bytes. */
export function signDigest(digest: Uint8Array, privateKey: Uint8Array): Uint8Array {
  const recovered = secp256k1.sign(digest, privateKey, { prehash: false, lowS: true, format: "recovered" });
  return packSignature(recovered.slice(1), recovered[0]!);
}

/** The canonical bytes of `transaction`, signed. */
export function signTransaction(
  transaction: UnsignedTransaction,
  separator: Uint8Array,
  privateKey: Uint8Array,
): Uint8Array {
  const bytes = encodeUnsigned(transaction);
  return withSignature(bytes, signDigest(transactionDigest(bytes, separator), privateKey));
}

/** The 20-byte address of a private key. */
export function addressOf(privateKey: Uint8Array): Uint8Array {
  return keccak256(secp256k1.getPublicKey(privateKey, false).subarray(1)).slice(12);
}
