/** Proofs that L1 checks of shares at a place; verified here, so that an endpoint's lie never reaches L1. */
import { NovateError } from "../../primitives/error.ts";
import type { NodeClient } from "./client/node-client.ts";
import { fromRecord } from "./codec/encoding.ts";
import { type MerkleProof, verifyLeaf } from "./codec/merkle.ts";
import { merkleProofFromJson } from "./codec/proof-json.ts";
import { type ShareProof, shareIndex, shareProofFromRange } from "./codec/share-proof.ts";
import { asPortError } from "./namespace-reader.ts";

/** Blocks whose data roots an oracle has put under one commitment: from `first` on, below `end`. */
export interface AttestedRange {
  readonly first: bigint;
  readonly end: bigint;
  readonly commitment: Uint8Array;
}

/** All throw `DA_UNAVAILABLE`, and `DA_MISMATCH` for what does not verify. */
export interface ShareProofs {
  /** Share `index` (row * k + column) of a block's original square, proven to the block's data root. */
  share(height: bigint, index: number, namespace: Uint8Array, signal?: AbortSignal): Promise<ShareProof>;
  /** A block's data root, and its place under the oracle's commitment. */
  dataRoot(height: bigint, range: AttestedRange, signal?: AbortSignal): Promise<AttestedRoot>;
}

export interface AttestedRoot {
  readonly dataRoot: Uint8Array;
  readonly proof: MerkleProof;
}

/** The proofs that celestia-node gives. */
export function createShareProofs(
  client: Pick<NodeClient, "header" | "shareRange" | "tupleProof">,
): ShareProofs {
  return {
    share: (height, index, namespace, signal) =>
      asPortError(async () => {
        const { dataHash } = await client.header(Number(height), signal);
        const proof = shareProofFromRange(await client.shareRange(Number(height), index, index + 1, signal));
        if (shareIndex(proof, namespace, dataHash) === index) return proof;
        throw proofMismatch(`expected a proof of share ${index}`, height);
      }),
    dataRoot: (height, range, signal) =>
      asPortError(async () => {
        const { dataHash } = await client.header(Number(height), signal);
        const answer = await client.tupleProof(
          Number(height),
          Number(range.first),
          Number(range.end),
          signal,
        );
        return provenRoot(height, dataHash, range, merkleProofFromJson(fromRecord(answer)));
      }),
  };
}

/** The data root with the proof, if that leads to the oracle's commitment. Throws `DA_MISMATCH`. */
export function provenRoot(
  height: bigint,
  dataRoot: Uint8Array,
  { commitment, end, first }: AttestedRange,
  proof: MerkleProof,
): AttestedRoot {
  const isThere = proof.index === Number(height - first) && proof.total === Number(end - first);
  if (isThere && verifyLeaf(proof, tupleOf(height, dataRoot), commitment)) return { dataRoot, proof };
  throw proofMismatch("expected the data root to lead to the oracle's commitment", height);
}

/** `abi.encode(height, dataRoot)`. */
function tupleOf(height: bigint, dataRoot: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(64);
  new DataView(bytes.buffer).setBigUint64(24, height);
  bytes.set(dataRoot, 32);
  return bytes;
}

export function proofMismatch(message: string, height: bigint): NovateError {
  return new NovateError("DA_MISMATCH", message, { height: String(height) });
}
