/** KZG commitments of blobs over the ceremony's trusted setup, natively (rust-eth-kzg). */
import { createHash } from "node:crypto";
import { DasContextJs } from "@crate-crypto/node-eth-kzg";
import type { BlobSidecar } from "./port.ts";
import { ELEMENT_BYTES, ELEMENTS_PER_BLOB } from "./stream.ts";

/** Order of the scalar field of BLS12-381, and a primitive 4096th root of unity in it. */
const MODULUS = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
const ROOT = 0x564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d36306n;
const VERSION = 1;
const INDEX_BITS = Math.log2(ELEMENTS_PER_BLOB);

let context: DasContextJs | undefined;

/** The library's tables take two seconds to build, so only who needs them pays, once a process. */
function kzg(): DasContextJs {
  context ??= DasContextJs.create({ usePrecomp: false });
  return context;
}

/** `0x01 || sha256(commitment)[1..]` (EIP-4844). */
export function versionedHash(commitment: Uint8Array): Uint8Array {
  const hash = new Uint8Array(createHash("sha256").update(commitment).digest());
  hash[0] = VERSION;
  return hash;
}

/** The blob's commitment, 48 bytes. About 55 ms. */
export function commitBlob(blob: Uint8Array): Promise<Uint8Array> {
  return kzg().asyncBlobToKzgCommitment(blob);
}

/** As {@link commitBlob}, on the calling thread. */
export function commitBlobSync(blob: Uint8Array): Uint8Array {
  return kzg().blobToKzgCommitment(blob);
}

/** Everything a transaction carries for these blobs. About 300 ms a blob, off the main thread. */
export async function sidecarOf(blobs: readonly Uint8Array[]): Promise<BlobSidecar> {
  const commitments: Uint8Array[] = [];
  const cellProofs: Uint8Array[] = [];
  for (const blob of blobs) {
    commitments.push(await commitBlob(blob));
    cellProofs.push(...(await kzg().asyncComputeCellsAndKzgProofs(blob)).proofs);
  }
  return { blobs, commitments, cellProofs, versionedHashes: commitments.map(versionedHash) };
}

/** One field element of a blob, with the proof that the point evaluation precompile takes. */
export interface ElementOpening {
  readonly value: Uint8Array;
  readonly commitment: Uint8Array;
  readonly proof: Uint8Array;
}

/** Opens element `index`, below 4096. About 110 ms. */
export async function openElement(blob: Uint8Array, index: number): Promise<ElementOpening> {
  const commitment = await commitBlob(blob);
  const [proof] = await kzg().asyncComputeKzgProof(blob, evaluationPoint(index));
  const value = blob.slice(index * ELEMENT_BYTES, (index + 1) * ELEMENT_BYTES);
  return { value, commitment, proof: proof! };
}

/** Where the blob's polynomial has element `index`: the root of unity to the power of the index with its 12 bits reversed. */
export function evaluationPoint(index: number): Uint8Array {
  let result = 1n;
  let square = ROOT;
  for (let bit = INDEX_BITS - 1; bit >= 0; bit--) {
    if ((index >> bit) & 1) result = (result * square) % MODULUS;
    square = (square * square) % MODULUS;
  }
  return Uint8Array.from(Buffer.from(result.toString(16).padStart(64, "0"), "hex"));
}
