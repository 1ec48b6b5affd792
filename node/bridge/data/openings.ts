/** What opens payload bytes on L1: the argument `proof` of `DataAvailability.open`, by kind of data availability. */
import { encodeAbiParameters, type Hex, parseAbiParameters } from "viem";
import type { ShareProof } from "../../da/celestia/codec/share-proof.ts";
import { commitBlob, openElement, versionedHash } from "../../da/ethereum/kzg.ts";
import { ELEMENTS_PER_BLOB, elementOf, toBlobs } from "../../da/ethereum/stream.ts";
import { toHex } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import type { L1Batch } from "../port.ts";
import type { ByteRange } from "./leaf.ts";

/** Opens ranges of a payload at its batch's pointer. Throws `DA_UNAVAILABLE` when what it needs can't be had now. */
export interface Opener {
  open(batch: L1Batch, payload: Uint8Array, ranges: readonly ByteRange[], signal: AbortSignal): Promise<Hex>;
}

const BLOB_PROOF = parseAbiParameters([
  "BlobProof proof",
  "struct BlobProof { bytes32[] versionedHashes; ElementProof[] elements; }",
  "struct ElementProof { uint256 number; bytes32 value; bytes commitment; bytes proof; }",
]);
const CELESTIA_PROOF = parseAbiParameters([
  "CelestiaProof proof",
  "struct CelestiaProof { uint256 nonce; bytes32 dataRoot; BinaryMerkleProof attestation; Share[] shares; }",
  "struct BinaryMerkleProof { bytes32[] sideNodes; uint256 key; uint256 numLeaves; }",
  "struct Share { uint256 row; uint256 column; bytes share; bytes nodes; bytes32[] rowPath; }",
]);

/** The units (shares, field elements) that hold the ranges, ascending, and unit 0: it holds the payload's length. */
export function unitsOf(ranges: readonly ByteRange[], unitOf: (index: number) => number): number[] {
  const units = new Set([0]);
  for (const { from, to } of ranges) for (let i = from; i < to; i++) units.add(unitOf(i));
  return [...units].sort((a, b) => a - b);
}

/** Blobs need nothing but the payload: its packing is canonical. About 110 ms per element. */
export function createBlobOpener(): Opener {
  return {
    async open(_batch, payload, ranges) {
      const blobs = toBlobs(payload);
      const elements = [];
      for (const number of unitsOf(ranges, elementOf)) {
        const blob = blobs[Math.floor(number / ELEMENTS_PER_BLOB)]!;
        const { value, commitment, proof } = await openElement(blob, number % ELEMENTS_PER_BLOB);
        elements.push({ number, value, commitment, proof });
      }
      const hashes = await versionedHashes(blobs);
      return encodeAbiParameters(BLOB_PROOF, [
        {
          versionedHashes: hashes.map((hash) => toHex(hash)),
          elements: elements.map(({ number, value, commitment, proof }) => ({
            number: BigInt(number),
            value: toHex(value),
            commitment: toHex(commitment),
            proof: toHex(proof),
          })),
        },
      ]);
    },
  };
}

async function versionedHashes(blobs: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const hashes = [];
  for (const blob of blobs) hashes.push(versionedHash(await commitBlob(blob)));
  return hashes;
}

/** That a block's data root is what the oracle on L1 attested. */
export interface Attestation {
  readonly nonce: bigint;
  readonly dataRoot: Uint8Array;
  readonly sideNodes: readonly Uint8Array[];
  readonly key: number;
  readonly numLeaves: number;
}

/** Proofs that only Celestia can give. What it answers is checked by L1. */
export interface ShareProver {
  /** Share `index` (row * k + column) of a block. */
  share(height: bigint, index: number, signal: AbortSignal): Promise<ShareProof>;
  /** Undefined while the oracle has not attested the block. */
  attestation(height: bigint, signal: AbortSignal): Promise<Attestation | undefined>;
}

/** Content of the first share with our signer in it, and of each other one (docs/spec/celestia.md). */
const FIRST_SHARE_BYTES = 458;
const FIRST_SHARE_BYTES_WITHOUT_SIGNER = 478;
const NEXT_SHARE_BYTES = 482;
const INFO_OFFSET = 29;

export function createShareOpener({ prover }: { readonly prover: ShareProver }): Opener {
  return {
    async open(batch, _payload, ranges, signal) {
      const { height, start } = batch.pointer;
      const attestation = await prover.attestation(height, signal);
      if (attestation === undefined) {
        throw new NovateError(
          "DA_UNAVAILABLE",
          `expected the oracle to have attested Celestia block ${height}`,
        );
      }
      const first = await prover.share(height, start, signal);
      const capacity =
        first.share[INFO_OFFSET]! >> 1 === 1 ? FIRST_SHARE_BYTES : FIRST_SHARE_BYTES_WITHOUT_SIGNER;
      const shareOf = (i: number) => (i < capacity ? 0 : 1 + Math.floor((i - capacity) / NEXT_SHARE_BYTES));
      const shares = [first];
      for (const unit of unitsOf(ranges, shareOf).slice(1)) {
        shares.push(await prover.share(height, start + unit, signal));
      }
      return encodeCelestiaProof(attestation, shares);
    },
  };
}

/** A row's path is given with the first share of the row only. */
export function encodeCelestiaProof(attestation: Attestation, shares: readonly ShareProof[]): Hex {
  const { nonce, dataRoot, sideNodes, key, numLeaves } = attestation;
  return encodeAbiParameters(CELESTIA_PROOF, [
    {
      nonce,
      dataRoot: toHex(dataRoot),
      attestation: {
        sideNodes: sideNodes.map((node) => toHex(node)),
        key: BigInt(key),
        numLeaves: BigInt(numLeaves),
      },
      shares: shares.map(({ row, column, share, nodes, rowPath }, i) => ({
        row: BigInt(row),
        column: BigInt(column),
        share: toHex(share),
        nodes: toHex(Buffer.concat(nodes)),
        rowPath: shares[i - 1]?.row === row ? [] : rowPath.map((node) => toHex(node)),
      })),
    },
  ]);
}
