/**
 * Batches on Celestia and in blobs with proofs of their leaves, made by the node's own code, for the tests of the data contracts:
 *
 *   node contracts/testing/data-vectors.ts      writes contracts/test/vectors/data.json
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encodeAbiParameters, type Hex, parseAbiParameters } from "viem";
import {
  type ByteRange,
  type LeafPlace,
  type LeafProof,
  proveBatchLeaf,
  rangesOf,
} from "../../node/bridge/data/leaf.ts";
import {
  createBlobOpener,
  createShareOpener,
  encodeCelestiaProof,
  type Opener,
} from "../../node/bridge/data/openings.ts";
import { toStruct } from "../../node/bridge/l1/batch.ts";
import type { L1Batch } from "../../node/bridge/port.ts";
import type { Blob } from "../../node/da/celestia/codec/blob.ts";
import { encodeBlobTx } from "../../node/da/celestia/codec/blob-tx.ts";
import { dataRoot, extendSquare } from "../../node/da/celestia/codec/extended-square.ts";
import { merkleRoot, proveLeaf } from "../../node/da/celestia/codec/merkle.ts";
import { userNamespace } from "../../node/da/celestia/codec/namespace.ts";
import { proveShare } from "../../node/da/celestia/codec/share-proof.ts";
import { constructSquare } from "../../node/da/celestia/codec/square.ts";
import { createSampleBytes } from "../../node/da/celestia/testing/sample-block.ts";
import { blobsCommitment } from "../../node/da/ethereum/driver.ts";
import { sidecarOf } from "../../node/da/ethereum/kzg.ts";
import { toBlobs } from "../../node/da/ethereum/stream.ts";
import { ascii, bigEndian, concatBytes, toHex } from "../../node/primitives/bytes.ts";
import { encodeBatch } from "../../node/primitives/codec/index.ts";
import { batchRoot, climb, inputRoot } from "../../node/state-machine/index.ts";

const NAMESPACE = userNamespace(ascii("novatetest"));
const BEFORE = userNamespace(ascii("a-stranger"));
const AFTER = userNamespace(ascii("z-stranger"));
const HEIGHT = 1_000_007n;
const NONCE = 3n;
/** Data roots that the oracle attests at once. */
const TUPLES = 512;

const BATCH = [
  "struct Batch { uint64 firstBlock; uint64 lastBlock; uint64 lastTimestamp; uint64 inboxCursor; uint8 daKind; uint64 daHeight; uint32 daStart; uint32 daLength; bytes32 daCommitment; bytes32 batchRoot; }",
] as const;
const BATCH_ONLY = parseAbiParameters(["Batch batch", ...BATCH]);
const CASES = parseAbiParameters([
  "Case[] cases",
  "struct Case { uint64 blockIndex; uint32 leaf; Answer answer; }",
  "struct Answer { bytes32 value; bytes32 inputRoot; bytes32[25] leafSiblings; bytes32[] inputSiblings; bytes openings; }",
]);

interface Published {
  readonly batch: L1Batch;
  readonly opener: Opener;
}

const never = new AbortController().signal;
const ROOT_AT = 20n;

function tuple(height: bigint, root: Uint8Array): Uint8Array {
  return concatBytes([bigEndian(height, 32), root]);
}

/** A payload somewhere beyond the first row of a square of its own, between blobs of strangers. */
function onCelestia(
  payload: Uint8Array,
  blocks: readonly Uint8Array[],
  fillBytes: number,
  shareVersion: 0 | 1,
) {
  const sample = createSampleBytes(7);
  const blobTx = (blob: Blob) => encodeBlobTx({ tx: sample.bytes(300), blobs: [blob] });
  const ours: Blob = {
    namespace: NAMESPACE,
    data: payload,
    shareVersion,
    ...(shareVersion === 1 ? { signer: sample.bytes(20) } : {}),
  };
  const square = constructSquare([
    blobTx({ namespace: BEFORE, data: sample.bytes(fillBytes), shareVersion: 0 }),
    blobTx(ours),
    blobTx({ namespace: AFTER, data: sample.bytes(2_000), shareVersion: 0 }),
  ]);
  const placed = square.blobs.find(
    ({ blob }) => blob.namespace === NAMESPACE || blob.data.length === payload.length,
  )!;
  const extended = extendSquare(square.shares);
  const root = dataRoot(extended);
  const tuples = Array.from({ length: TUPLES }, (_, i) =>
    tuple(HEIGHT - ROOT_AT + BigInt(i), i === Number(ROOT_AT) ? root : sample.bytes(32)),
  );
  const { aunts } = proveLeaf(tuples, Number(ROOT_AT));
  const attestation = {
    ...{ nonce: NONCE, dataRoot: root, sideNodes: aunts },
    ...{ key: Number(ROOT_AT), numLeaves: TUPLES },
  };
  const share = async (_height: bigint, index: number) => proveShare(extended, index);
  const pointer = {
    ...{ kind: 1 as const, height: HEIGHT, start: placed.start, length: placed.shareCount },
    commitment: new Uint8Array(32).fill(9),
  };
  return {
    size: square.size,
    extended,
    attestation,
    tupleRoot: merkleRoot(tuples),
    opener: createShareOpener({ prover: { share, attestation: async () => attestation } }),
    batch: batchOf(pointer, blocks),
  };
}

async function inBlobs(payload: Uint8Array, blocks: readonly Uint8Array[]) {
  const { versionedHashes } = await sidecarOf(toBlobs(payload));
  const { length } = versionedHashes;
  const commitment = blobsCommitment(versionedHashes);
  const pointer = { kind: 2 as const, height: 0n, start: 0, length, commitment };
  return { versionedHashes, opener: createBlobOpener(), batch: batchOf(pointer, blocks) };
}

function batchOf(pointer: L1Batch["pointer"], blocks: readonly Uint8Array[]): L1Batch {
  return {
    index: 0,
    firstBlock: 1n,
    lastBlock: BigInt(blocks.length),
    lastTimestamp: 1_790_000_000_000n,
    inboxCursor: 0n,
    pointer,
    batchRoot: batchRoot(blocks.map(inputRoot)),
    l1Block: 5n,
  };
}

const encodedBatch = (batch: L1Batch): Hex =>
  encodeAbiParameters(BATCH_ONLY, [toStruct(batch, batch.pointer, batch.batchRoot)]);

interface Case {
  readonly place: LeafPlace;
  readonly proof: LeafProof;
  readonly openings: Hex;
}

function encodedCases(cases: readonly Case[]): Hex {
  return encodeAbiParameters(CASES, [
    cases.map(({ place, proof, openings }) => ({
      blockIndex: BigInt(place.block),
      leaf: place.leaf,
      answer: {
        value: toHex(proof.value),
        inputRoot: toHex(proof.inputRoot),
        leafSiblings: proof.leafSiblings.map((node) => toHex(node)) as never,
        inputSiblings: proof.inputSiblings.map((node) => toHex(node)),
        openings,
      },
    })),
  ]);
}

/** Honest proofs of these leaves, from the payload as it was published. */
function casesOf(
  { batch, opener }: Published,
  payload: Uint8Array,
  places: readonly LeafPlace[],
): Promise<Case[]> {
  return Promise.all(
    places.map(async (place) => ({
      place,
      proof: proveBatchLeaf(payload, place),
      openings: await opener.open(batch, payload, rangesOf(payload, place), never),
    })),
  );
}

/** The first leaf of a block whose bytes lie in two units. */
function crossing(payload: Uint8Array, block: number, unitOf: (at: number) => number): LeafPlace {
  for (let leaf = 0; ; leaf++) {
    const { from, to } = rangesOf(payload, { block, leaf }).at(-1) as ByteRange;
    if (unitOf(from) !== unitOf(to - 1)) return { block, leaf };
  }
}

const places = (lengths: readonly number[]): LeafPlace[] => {
  const last = lengths.length - 1;
  const end = (block: number) => Math.floor((lengths[block]! - 1) / 32);
  return [
    ...[
      { block: 0, leaf: 0 },
      { block: 0, leaf: end(0) },
      { block: 0, leaf: end(0) + 1 },
    ],
    ...[
      { block: 1, leaf: 1 },
      { block: 2, leaf: 0 },
      { block: 3, leaf: end(3) },
    ],
    ...[
      { block: last, leaf: 0 },
      { block: last, leaf: end(last) },
      { block: last, leaf: 2 ** 25 - 1 },
    ],
  ];
};

function blocksOf(lengths: readonly number[]): Uint8Array[] {
  const sample = createSampleBytes(11);
  return lengths.map((length) => sample.bytes(length));
}

/** Payloads that break the frame, with a leaf that then can't be shown. */
function spoiltPayloads(payload: Uint8Array, last: number): Record<string, [Uint8Array, LeafPlace]> {
  const patched = (at: number, bytes: readonly number[]) => {
    const copy = payload.slice();
    copy.set(bytes, at);
    return copy;
  };
  return {
    magic: [patched(0, [0x4f]), { block: 0, leaf: 0 }],
    count: [patched(4, [6]), { block: 1, leaf: 0 }],
    backwards: [patched(8, [255, 255, 0, 0]), { block: 1, leaf: 0 }],
    beyond: [patched(8 + 4 * last, [255, 255, 255, 255]), { block: last, leaf: 0 }],
    trailing: [concatBytes([payload, Uint8Array.of(0)]), { block: last, leaf: 0 }],
  };
}

/** Everything, as JSON with ABI-encoded values. */
export async function dataVectors(): Promise<Record<string, unknown>> {
  const small = [700, 64, 0, 3_001, 205];
  const blocks = blocksOf(small);
  const payload = encodeBatch(blocks);
  const celestia = onCelestia(payload, blocks, 9_000, 1);
  const shareOf = (at: number) => (at < 458 ? 0 : 1 + Math.floor((at - 458) / 482));
  const celestiaCases = await casesOf(celestia, payload, [...places(small), crossing(payload, 3, shareOf)]);

  const plain = onCelestia(payload, blocks, 9_000, 0);
  const plainCases = await casesOf(plain, payload, [{ block: 3, leaf: 40 }]);

  const spoilt: Record<string, unknown> = {};
  for (const [name, [bytes, place]] of Object.entries(spoiltPayloads(payload, 4))) {
    const published = onCelestia(bytes, blocks, 9_000, 1);
    const openings = await published.opener.open(published.batch, bytes, rangesOf(payload, place), never);
    spoilt[name] = {
      tupleRoot: toHex(published.tupleRoot),
      batch: encodedBatch(published.batch),
      cases: encodedCases([{ place, proof: proveBatchLeaf(payload, place), openings }]),
    };
  }

  // The root is of other blocks: one byte of block 3 differs. Neither side's value can be shown.
  const other = blocks.map((block) => block.slice());
  other[3]![1_600]! ^= 1;
  const place = { block: 3, leaf: 50 };
  const openings = await celestia.opener.open(celestia.batch, payload, rangesOf(payload, place), never);
  const inRoot = proveBatchLeaf(encodeBatch(other), place);
  const onLayer = proveBatchLeaf(payload, place);
  const climbed = climb(onLayer.value, place.leaf, inRoot.leafSiblings);
  const differing = {
    batch: encodedBatch({ ...celestia.batch, batchRoot: batchRoot(other.map(inputRoot)) }),
    cases: encodedCases([
      { place, proof: inRoot, openings },
      { place, proof: { ...inRoot, value: onLayer.value }, openings },
      { place, proof: { ...inRoot, value: onLayer.value, inputRoot: climbed }, openings },
    ]),
  };

  const large = [700, 64, 0, 130_000, 205];
  const largeBlocks = blocksOf(large);
  const largePayload = encodeBatch(largeBlocks);
  const ethereum = await inBlobs(largePayload, largeBlocks);
  const blobOf = (at: number) => Math.floor((at + 5) / (4_096 * 31));
  const ethereumCases = await casesOf(ethereum, largePayload, [
    ...places(large),
    crossing(largePayload, 3, blobOf),
  ]);

  const gas: Record<string, unknown> = {};
  for (const [k, fill] of [
    [16, 70_000],
    [64, 1_500_000],
    [128, 6_000_000],
  ] as const) {
    const bytes = createSampleBytes(k).bytes(9_000);
    const published = onCelestia(encodeBatch([bytes]), [bytes], fill, 1);
    if (published.size !== k) throw new Error(`expected a square of ${k}, got ${published.size}`);
    const proofs: Record<string, Hex> = {};
    for (const count of [1, 2, 8, 16]) {
      const shares = Array.from({ length: count }, (_, i) =>
        proveShare(published.extended, published.batch.pointer.start + i),
      );
      proofs[count] = encodeCelestiaProof(published.attestation, shares);
    }
    gas[k] = { tupleRoot: toHex(published.tupleRoot), batch: encodedBatch(published.batch), proofs };
  }

  return {
    namespace: toHex(NAMESPACE),
    nonce: Number(NONCE),
    celestia: {
      size: celestia.size,
      tupleRoot: toHex(celestia.tupleRoot),
      batch: encodedBatch(celestia.batch),
      cases: encodedCases(celestiaCases),
    },
    plain: {
      tupleRoot: toHex(plain.tupleRoot),
      batch: encodedBatch(plain.batch),
      cases: encodedCases(plainCases),
    },
    spoilt,
    differing,
    ethereum: {
      versionedHashes: ethereum.versionedHashes.map((hash) => toHex(hash)),
      batch: encodedBatch(ethereum.batch),
      cases: encodedCases(ethereumCases),
    },
    gas,
  };
}

export const VECTORS_PATH: string = fileURLToPath(new URL("../test/vectors/data.json", import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(VECTORS_PATH, `${JSON.stringify(await dataVectors(), null, 1)}\n`);
}
