/** A batch as the Inbox takes, stores and hashes it. */
import { encodeAbiParameters, type Hash, type Hex, hexToBytes, keccak256 } from "viem";
import type { DaPointer } from "../../da/port.ts";
import { toHex } from "../../primitives/bytes.ts";
import type { L1Batch } from "../port.ts";

/** The Solidity struct `Batch`. */
export interface BatchStruct {
  readonly firstBlock: bigint;
  readonly lastBlock: bigint;
  /** Milliseconds. */
  readonly lastTimestamp: bigint;
  readonly inboxCursor: bigint;
  readonly daKind: number;
  readonly daHeight: bigint;
  readonly daStart: number;
  readonly daLength: number;
  readonly daCommitment: Hex;
  readonly batchRoot: Hex;
}

export const ZERO_HASH: Hash = `0x${"00".repeat(32)}`;

const BATCH_COMPONENTS = [
  { name: "firstBlock", type: "uint64" },
  { name: "lastBlock", type: "uint64" },
  { name: "lastTimestamp", type: "uint64" },
  { name: "inboxCursor", type: "uint64" },
  { name: "daKind", type: "uint8" },
  { name: "daHeight", type: "uint64" },
  { name: "daStart", type: "uint32" },
  { name: "daLength", type: "uint32" },
  { name: "daCommitment", type: "bytes32" },
  { name: "batchRoot", type: "bytes32" },
] as const;

const HASHED = [{ type: "bytes32" }, { type: "tuple", components: BATCH_COMPONENTS }] as const;

/** `keccak256(abi.encode(previousBatchHash, batch))`, from zero. */
export function nextBatchHash(previous: Hash, batch: BatchStruct): Hash {
  return keccak256(encodeAbiParameters(HASHED, [previous, batch]));
}

/** The batch of these blocks at this place of the data-availability layer. */
export function toStruct(
  blocks: Pick<BatchStruct, "firstBlock" | "lastBlock" | "lastTimestamp" | "inboxCursor">,
  pointer: DaPointer,
  batchRoot: Uint8Array,
): BatchStruct {
  return {
    firstBlock: blocks.firstBlock,
    lastBlock: blocks.lastBlock,
    lastTimestamp: blocks.lastTimestamp,
    inboxCursor: blocks.inboxCursor,
    daKind: pointer.kind,
    daHeight: pointer.height,
    daStart: pointer.start,
    daLength: pointer.length,
    daCommitment: toHex(pointer.commitment),
    batchRoot: toHex(batchRoot),
  };
}

/** Data-availability kind of blobs. */
const ETHEREUM = 2;

/** The port's view of a delivered batch. `daKind` must be one the port knows; the Inbox allows no other. */
export function toL1Batch(index: bigint, batch: BatchStruct, l1Block: bigint): L1Batch {
  return {
    index: Number(index),
    firstBlock: batch.firstBlock,
    lastBlock: batch.lastBlock,
    lastTimestamp: batch.lastTimestamp,
    inboxCursor: batch.inboxCursor,
    pointer: {
      kind: batch.daKind as DaPointer["kind"],
      // Blobs ride in the batch's own transaction, whose block they are found in.
      height: batch.daKind === ETHEREUM ? l1Block : batch.daHeight,
      start: batch.daStart,
      length: batch.daLength,
      commitment: hexToBytes(batch.daCommitment),
    },
    batchRoot: hexToBytes(batch.batchRoot),
    l1Block,
  };
}
