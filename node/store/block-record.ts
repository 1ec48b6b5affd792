/**
 * How the store keeps a block: `inputRoot, stateRoot, parentHash, hash (32 B each), u32 length, u64 timestamp, block bytes, receipts`.
 * The top bit of the length marks a void block.
 */
import { viewOf } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import type { StoredBlock } from "./port.ts";

const HASH_BYTES = 32;
const LENGTH_OFFSET = 4 * HASH_BYTES;
const TIMESTAMP_OFFSET = LENGTH_OFFSET + 4;
const FIXED_BYTES = TIMESTAMP_OFFSET + 8;
const VOID_FLAG = 0x8000_0000;

export function encodeBlock(block: StoredBlock): Uint8Array {
  const record = new Uint8Array(FIXED_BYTES + block.bytes.length + block.receipts.length);
  record.set(block.inputRoot, 0);
  record.set(block.stateRoot, HASH_BYTES);
  record.set(block.parentHash, 2 * HASH_BYTES);
  record.set(block.hash, 3 * HASH_BYTES);
  const view = viewOf(record);
  view.setUint32(LENGTH_OFFSET, (block.bytes.length | (block.isVoid ? VOID_FLAG : 0)) >>> 0, true);
  view.setBigUint64(TIMESTAMP_OFFSET, block.timestamp, true);
  record.set(block.bytes, FIXED_BYTES);
  record.set(block.receipts, FIXED_BYTES + block.bytes.length);
  return record;
}

/** The block of a record; its parts are views of `row`. Throws `STORE_CORRUPT` when the lengths contradict each other. */
export function decodeBlock(number: bigint, row: Uint8Array): StoredBlock {
  // LevelDB's binding returns Buffers, whose `slice` and equality differ from what the port promises.
  const record = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
  const word = record.length < FIXED_BYTES ? undefined : viewOf(record).getUint32(LENGTH_OFFSET, true);
  const length = (word ?? 0) & ~VOID_FLAG;
  if (word === undefined || FIXED_BYTES + length > record.length) {
    throw new NovateError(
      "STORE_CORRUPT",
      `expected a whole record of block ${number}, its length is wrong`,
      {
        block: number,
      },
    );
  }
  const hash = (index: number) => record.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  return {
    number,
    timestamp: viewOf(record).getBigUint64(TIMESTAMP_OFFSET, true),
    bytes: record.subarray(FIXED_BYTES, FIXED_BYTES + length),
    ...(word >= VOID_FLAG ? { isVoid: true as const } : {}),
    receipts: record.subarray(FIXED_BYTES + length),
    inputRoot: hash(0),
    stateRoot: hash(1),
    parentHash: hash(2),
    hash: hash(3),
  };
}
