/** Recovery of signers with native libsecp256k1: about 20,000 a second on a core. Node only. */
import secp256k1 from "secp256k1";
import { keccak256 } from "../keccak.ts";

const publicKey = new Uint8Array(65);
const compact = new Uint8Array(64);

/**
 * The 20-byte address that signed `digest`, as the EVM's ecrecover finds it (s may lie in either half), or undefined
 * where ecrecover returns zero. `rs` is r || s, 32 bytes each.
 */
export function ecrecover(digest: Uint8Array, rs: Uint8Array, yParity: 0 | 1): Uint8Array | undefined {
  try {
    secp256k1.ecdsaRecover(rs, yParity, digest, false, publicKey);
  } catch {
    // The library's only way of saying that no such key exists; its inputs have the right lengths.
    return undefined;
  }
  return keccak256(publicKey.subarray(1)).slice(12);
}

/** As {@link ecrecover}, for a packed signature (EIP-2098). */
export function recoverSigner(digest: Uint8Array, packed: Uint8Array): Uint8Array | undefined {
  compact.set(packed);
  const yParity = compact[32]! >= 0x80 ? 1 : 0;
  compact[32]! &= 0x7f;
  return ecrecover(digest, compact, yParity);
}
