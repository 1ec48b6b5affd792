import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "../codec/sha256.ts";

/** Signs for one account of celestia-app; the secret stays where it is. */
export interface CelestiaKey {
  /** secp256k1, compressed, 33 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes, r and s (lower half), over a 32-byte digest. */
  sign(digest: Uint8Array): Promise<Uint8Array>;
}

/** The 20 address bytes of a compressed secp256k1 key: RIPEMD-160 of SHA-256 (Cosmos SDK, ADR-028). */
export function addressOfKey(publicKey: Uint8Array): Uint8Array {
  return ripemd160(sha256(publicKey));
}
