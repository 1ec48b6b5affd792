/** Keccak-256 of the package: the node's own compiles WebAssembly as it is imported, which pages with a strict policy and bundles without top-level await refuse. */
import { keccak_256 } from "@noble/hashes/sha3.js";

/** Keccak-256 of `data`: a fresh 32-byte array. */
export function keccak256(data: Uint8Array): Uint8Array {
  return keccak_256(data);
}

/** Keccak-256 of `left || right`. */
export function keccak256Pair(left: Uint8Array, right: Uint8Array): Uint8Array {
  return keccak_256.create().update(left).update(right).digest();
}
