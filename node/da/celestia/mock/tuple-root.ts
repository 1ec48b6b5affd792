import { toBase64, toUpperHex } from "../codec/encoding.ts";
import { merkleRoot, proveLeaf } from "../codec/merkle.ts";
import type { MockBlock } from "./block.ts";

/** Blobstream's leaves: `abi.encode(height, dataRoot)`, 64 bytes. */
function leaf({ dataHash, height }: MockBlock): Uint8Array {
  const bytes = new Uint8Array(64);
  new DataView(bytes.buffer).setBigUint64(24, BigInt(height));
  bytes.set(dataHash, 32);
  return bytes;
}

export function tupleRootToJson(blocks: readonly MockBlock[]): string {
  return toUpperHex(merkleRoot(blocks.map(leaf)));
}

/** Unlike the proofs of rows, this one has its integers as numbers. */
export function tupleProofToJson(blocks: readonly MockBlock[], index: number): Record<string, unknown> {
  const proof = proveLeaf(blocks.map(leaf), index);
  return {
    total: proof.total,
    index: proof.index,
    leaf_hash: toBase64(proof.leafHash),
    aunts: proof.aunts.map(toBase64),
  };
}
