/** Remembers who signed what, so that the engine's own check costs a lookup instead of a recovery. */
import { randomBytes } from "node:crypto";
import { SIGNATURE_BYTES } from "../../primitives/codec/limits.ts";
import { recoverSigner } from "../../primitives/signature/recover.ts";
import type { SignerSource } from "../types.ts";
import { ADDRESS_BYTES, DIGEST_BYTES } from "./protocol.ts";

/** Entries kept: several full blocks of transactions. The oldest are dropped first. */
export const MAX_CACHED_SIGNERS = 131_072;

const KEY_BYTES = DIGEST_BYTES + SIGNATURE_BYTES;
/** Digest, signature, 1 = found or 0, address; padded to a round width. */
const ENTRY_BYTES = 128;
const FOUND_AT = KEY_BYTES;
const ADDRESS_AT = KEY_BYTES + 1;
const NOTHING = -1;

/**
 * Signers by digest and signature. Filled by the worker pool; what is missing is recovered in place, so the answer never
 * depends on who filled it. A signature that recovers nobody is remembered as such. The entries lie in one flat ring, chained by a
 * hash whose factors nobody outside can know: nothing for the garbage collector to walk, nothing for a stranger to collide.
 */
export class SignerCache implements SignerSource {
  readonly #capacity: number;
  readonly #entries: Uint8Array;
  /** First entry of each bucket, then the next of each entry. */
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #buckets: Uint32Array;
  readonly #mask: number;
  readonly #factors: Uint32Array;
  #written = 0;

  constructor(options: { readonly capacity?: number } = {}) {
    this.#capacity = options.capacity ?? MAX_CACHED_SIGNERS;
    const buckets = 2 ** Math.ceil(Math.log2(this.#capacity + 1));
    this.#entries = new Uint8Array(this.#capacity * ENTRY_BYTES);
    this.#heads = new Int32Array(buckets).fill(NOTHING);
    this.#next = new Int32Array(this.#capacity).fill(NOTHING);
    this.#buckets = new Uint32Array(this.#capacity);
    this.#mask = buckets - 1;
    this.#factors = Uint32Array.from({ length: 4 }, () => randomBytes(4).readUInt32LE() | 1);
  }

  get size(): number {
    return Math.min(this.#written, this.#capacity);
  }

  put(digest: Uint8Array, signature: Uint8Array, signer: Uint8Array | undefined): void {
    const bucket = this.#bucketOf(digest, signature);
    const known = this.#find(bucket, digest, signature);
    const slot = known === NOTHING ? this.#claim(bucket) : known;
    const at = slot * ENTRY_BYTES;
    this.#entries.set(digest, at);
    this.#entries.set(signature, at + DIGEST_BYTES);
    this.#entries[at + FOUND_AT] = signer === undefined ? 0 : 1;
    if (signer !== undefined) this.#entries.set(signer, at + ADDRESS_AT);
  }

  signerOf(digest: Uint8Array, signature: Uint8Array): Uint8Array | undefined {
    const slot = this.#find(this.#bucketOf(digest, signature), digest, signature);
    if (slot === NOTHING) {
      const signer = recoverSigner(digest, signature);
      this.put(digest, signature, signer);
      return signer;
    }
    const at = slot * ENTRY_BYTES;
    if (this.#entries[at + FOUND_AT] === 0) return undefined;
    return this.#entries.slice(at + ADDRESS_AT, at + ADDRESS_AT + ADDRESS_BYTES);
  }

  #bucketOf(digest: Uint8Array, signature: Uint8Array): number {
    const [a, b, c, d] = this.#factors as unknown as [number, number, number, number];
    let hash = Math.imul(wordAt(digest, 0), a) + Math.imul(wordAt(digest, 4), b);
    hash += Math.imul(wordAt(signature, 0), c) + Math.imul(wordAt(signature, 4), d);
    return (hash >>> 11) & this.#mask;
  }

  #find(bucket: number, digest: Uint8Array, signature: Uint8Array): number {
    for (let slot = this.#heads[bucket]!; slot !== NOTHING; slot = this.#next[slot]!) {
      const at = slot * ENTRY_BYTES;
      if (this.#holds(at, digest) && this.#holds(at + DIGEST_BYTES, signature)) return slot;
    }
    return NOTHING;
  }

  #holds(at: number, bytes: Uint8Array): boolean {
    for (let i = 0; i < bytes.length; i++) if (this.#entries[at + i] !== bytes[i]) return false;
    return true;
  }

  /** The slot of the oldest entry, taken out of its chain and put first into `bucket`'s. */
  #claim(bucket: number): number {
    const slot = this.#written % this.#capacity;
    if (this.#written >= this.#capacity) this.#unlink(slot);
    this.#written++;
    this.#buckets[slot] = bucket;
    this.#next[slot] = this.#heads[bucket]!;
    this.#heads[bucket] = slot;
    return slot;
  }

  #unlink(slot: number): void {
    const bucket = this.#buckets[slot]!;
    if (this.#heads[bucket] === slot) {
      this.#heads[bucket] = this.#next[slot]!;
      return;
    }
    let before = this.#heads[bucket]!;
    while (this.#next[before] !== slot) before = this.#next[before]!;
    this.#next[before] = this.#next[slot]!;
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
