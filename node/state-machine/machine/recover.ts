import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

/**
 * What the EVM's ecrecover precompile answers for digest | r | s | v (97 bytes): 20 bytes, or undefined for a
 * signature that no key made. v must be 27 or 28; a high s is accepted, as the precompile does.
 */
export function recoverAddress(message: Uint8Array): Uint8Array | undefined {
  const v = message[96]!;
  if (v !== 27 && v !== 28) return undefined;
  try {
    const signature = secp256k1.Signature.fromBytes(message.subarray(32, 96), "compact");
    const point = signature.addRecoveryBit(v - 27).recoverPublicKey(message.subarray(0, 32));
    return keccak_256(point.toBytes(false).subarray(1)).subarray(12);
  } catch {
    return undefined; // r or s out of range, r no point's x, or the point at infinity
  }
}
