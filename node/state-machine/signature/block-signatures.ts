/** What is known of a block's signatures before the engine asks: digest, signature and signer of each transaction, in order. */
import { equalBytes } from "../../primitives/bytes.ts";
import { SIGNATURE_BYTES } from "../../primitives/codec/limits.ts";
import { NovateError } from "../../primitives/error.ts";
import { ADDRESS_BYTES, DIGEST_BYTES } from "./protocol.ts";

/** One transaction whose signature was looked at. */
export interface CheckedSignature {
  /** EIP-712 digest, 32 bytes, where somebody needs it later. */
  readonly digest?: Uint8Array;
  /** r, then s with yParity in its top bit (EIP-2098). */
  readonly signature: Uint8Array;
  /** 20 bytes, or undefined: the signature recovers nobody, or its s lies in the upper half of the order. */
  readonly signer: Uint8Array | undefined;
}

/** The engine asked for another signature than the one that is known to be next: what is known belongs to other bytes. */
export const SIGNATURES_MISMATCH = "SIGNATURES_MISMATCH";

/**
 * A block's signatures, checked by the node's own threads from the block's own bytes. With them the engine's host neither hashes nor
 * recovers: that is nine tenths of a transaction's cost. They are advice about bytes, never input of the engine: one that
 * does not fit is dropped, and the block is executed without any.
 */
export class BlockSignatures {
  /** The digests, 32 bytes each: the hashes by which transactions are found again. Undefined unless all are known. */
  readonly digests: Uint8Array | undefined;
  readonly #signatures: Uint8Array;
  readonly #found: Uint8Array;
  readonly #signers: Uint8Array;
  readonly #count: number;

  constructor(checked: readonly CheckedSignature[]) {
    const count = checked.length;
    this.#count = count;
    const digests = new Uint8Array(count * DIGEST_BYTES);
    let known = 0;
    this.#signatures = new Uint8Array(count * SIGNATURE_BYTES);
    this.#found = new Uint8Array(count);
    this.#signers = new Uint8Array(count * ADDRESS_BYTES);
    for (let i = 0; i < count; i++) {
      const { digest, signature, signer } = checked[i]!;
      if (digest !== undefined) {
        digests.set(digest, i * DIGEST_BYTES);
        known++;
      }
      this.#signatures.set(signature, i * SIGNATURE_BYTES);
      if (signer === undefined) continue;
      this.#found[i] = 1;
      this.#signers.set(signer, i * ADDRESS_BYTES);
    }
    this.digests = known === count ? digests : undefined;
  }

  /**
   * Writes the signer of transaction `index` to `out`, 20 bytes, and returns whether there is one. Throws
   * {@link SIGNATURES_MISMATCH} when `signature`, which the engine read from the block, is not the one that was checked.
   */
  take(index: number, signature: Uint8Array, out: Uint8Array): boolean {
    const at = index * SIGNATURE_BYTES;
    const known = this.#signatures.subarray(at, at + SIGNATURE_BYTES);
    if (!equalBytes(known, signature)) {
      throw new NovateError(
        SIGNATURES_MISMATCH,
        `expected the signature of transaction ${index} of ${this.#count}, the engine read another`,
      );
    }
    if (this.#found[index] === 0) return false;
    out.set(this.#signers.subarray(index * ADDRESS_BYTES, (index + 1) * ADDRESS_BYTES));
    return true;
  }
}
