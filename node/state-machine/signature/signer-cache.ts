/** Remembers who signed what, so that the engine's own check costs a lookup instead of a recovery. */
import { recoverSigner } from "../../primitives/signature/recover.ts";
import type { SignerSource } from "../types.ts";

/** Entries kept: several full blocks of transactions. The oldest are dropped first. */
export const MAX_CACHED_SIGNERS = 131_072;

/** Latin-1 of the bytes: the cheapest string that tells any two byte strings apart. */
function keyOf(digest: Uint8Array, signature: Uint8Array): string {
  return (
    String.fromCharCode.apply(null, digest as unknown as number[]) +
    String.fromCharCode.apply(null, signature as unknown as number[])
  );
}

/**
 * Signers by digest and signature. Filled by the worker pool; what is missing is recovered in place, so the answer never
 * depends on who filled it. A signature that recovers nobody is remembered as such.
 */
export class SignerCache implements SignerSource {
  readonly #signers = new Map<string, Uint8Array | undefined>();
  readonly #capacity: number;

  constructor(options: { readonly capacity?: number } = {}) {
    this.#capacity = options.capacity ?? MAX_CACHED_SIGNERS;
  }

  get size(): number {
    return this.#signers.size;
  }

  put(digest: Uint8Array, signature: Uint8Array, signer: Uint8Array | undefined): void {
    if (this.#signers.size >= this.#capacity) {
      const oldest = this.#signers.keys().next();
      if (!oldest.done) this.#signers.delete(oldest.value);
    }
    this.#signers.set(keyOf(digest, signature), signer);
  }

  signerOf(digest: Uint8Array, signature: Uint8Array): Uint8Array | undefined {
    const key = keyOf(digest, signature);
    const known = this.#signers.get(key);
    if (known !== undefined || this.#signers.has(key)) return known;
    const signer = recoverSigner(digest, signature);
    this.put(digest, signature, signer);
    return signer;
  }
}
