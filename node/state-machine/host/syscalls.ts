/** The engine's syscalls, done natively: the same results as the machine's and the L1 contract's for every input. */
import { keccak256 } from "../../primitives/keccak.ts";
import { ecrecover } from "../../primitives/signature/recover.ts";
import { wasm } from "../../primitives/webassembly.ts";
import { addresses } from "../layout/generated.ts";
import type { BlockSignatures } from "../signature/block-signatures.ts";
import type { SignerSource } from "../types.ts";

const WORD = 32;
const ADDRESS_BYTES = 20;
const PARITY_BIT = 0x80;
/** Longest message of one hash call, and the end of memory: beyond either the machine halts, so here it traps. */
const MAX_HASH_LENGTH = 16_384;
const MEMORY_END = 0x1_0000_0000;

/** v as a 32-byte integer: yParity, or undefined for anything but 27 and 28. */
function parityOf(v: Uint8Array): 0 | 1 | undefined {
  for (let i = 0; i < WORD - 1; i++) if (v[i] !== 0) return undefined;
  const last = v[WORD - 1];
  return last === 27 ? 0 : last === 28 ? 1 : undefined;
}

export function syscalls(memory: ArrayBuffer, signers: SignerSource) {
  const bytes = new Uint8Array(memory);
  const packed = new Uint8Array(2 * WORD);
  const recovered = new Uint8Array(ADDRESS_BYTES);
  let known: BlockSignatures | undefined;
  let asked = 0;

  /** The next of the known signers: the engine asks once for each transaction, in order. */
  function knownSigner(at: number): Uint8Array | undefined {
    packed.set(bytes.subarray(at + WORD, at + 3 * WORD));
    if (bytes[at + 4 * WORD - 1] === 28) packed[WORD]! |= PARITY_BIT;
    return known!.take(asked++, packed, recovered) ? recovered : undefined;
  }

  function signerAt(at: number): Uint8Array | undefined {
    const digest = bytes.subarray(at, at + WORD);
    const rs = bytes.subarray(at + WORD, at + 3 * WORD);
    const yParity = parityOf(bytes.subarray(at + 3 * WORD, at + 4 * WORD));
    if (yParity === undefined) return undefined;
    // Only an s below 2^255 has a packed form, and with it a place in the cache.
    if (rs[WORD]! >= PARITY_BIT) return ecrecover(digest, rs, yParity);
    packed.set(rs);
    if (yParity === 1) packed[WORD]! |= PARITY_BIT;
    return signers.signerOf(digest, packed);
  }

  /** Digests are built in an area of their own (signing/digest.ts of the engine): nothing else is hashed there. */
  const isDigest = (pointer: number) => pointer >= addresses.DIGEST && pointer < addresses.DIGEST_END;

  return {
    /** What is known of the signatures of the block that runs next; undefined: everything is hashed and recovered. */
    expect(signatures: BlockSignatures | undefined): void {
      known = signatures;
      asked = 0;
    },

    /** `pointer`: digest, r, s, v, 32 bytes each; writes the address right-aligned to 32 bytes, or zero. */
    ecrecover(pointer: number, out: number): void {
      const at = pointer >>> 0;
      const signer = known === undefined ? signerAt(at) : knownSigner(at);
      const to = out >>> 0;
      bytes.fill(0, to, to + WORD);
      if (signer !== undefined) bytes.set(signer, to + WORD - ADDRESS_BYTES);
    },

    keccak256(pointer: number, length: number, out: number): void {
      const at = pointer >>> 0;
      if (known !== undefined && isDigest(at)) return;
      if (length >>> 0 > MAX_HASH_LENGTH) throw new wasm.RuntimeError("a hash of more than 16,384 bytes");
      if (at + (length >>> 0) > MEMORY_END || (out >>> 0) + WORD > MEMORY_END)
        throw new wasm.RuntimeError("a hash beyond memory");
      bytes.set(keccak256(bytes.subarray(at, at + (length >>> 0))), out >>> 0);
    },
  };
}
