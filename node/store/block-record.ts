/** How the store keeps a block: `inputRoot, stateRoot, parentHash, hash (32 B each), u32 length, block bytes, receipts`. */
import { viewOf } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import type { StoredBlock } from "./port.ts";

const HASH_BYTES = 32;
const FIXED_BYTES = 4 * HASH_BYTES + 4;
/** Offsets of W1 in the block's bytes. */
const HEADER_BYTES = 64;
const NUMBER_OFFSET = 8;
const TIMESTAMP_OFFSET = 16;

export function encodeBlock(block: StoredBlock): Uint8Array {
  const record = new Uint8Array(FIXED_BYTES + block.bytes.length + block.receipts.length);
  record.set(block.inputRoot, 0);
  record.set(block.stateRoot, HASH_BYTES);
  record.set(block.parentHash, 2 * HASH_BYTES);
  record.set(block.hash, 3 * HASH_BYTES);
  viewOf(record).setUint32(4 * HASH_BYTES, block.bytes.length, true);
  record.set(block.bytes, FIXED_BYTES);
  record.set(block.receipts, FIXED_BYTES + block.bytes.length);
  return record;
}

/** The block of a record; its parts are views of `row`. Throws `STORE_CORRUPT` when the lengths contradict each other. */
export function decodeBlock(number: bigint, row: Uint8Array): StoredBlock {
  // LevelDB's binding returns Buffers, whose `slice` and equality differ from what the port promises.
  const record = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
  const length = record.length < FIXED_BYTES ? -1 : viewOf(record).getUint32(4 * HASH_BYTES, true);
  if (length < HEADER_BYTES || FIXED_BYTES + length > record.length) {
    throw new NovateError(
      "STORE_CORRUPT",
      `expected a whole record of block ${number}, its length is wrong`,
      {
        block: number,
      },
    );
  }
  const bytes = record.subarray(FIXED_BYTES, FIXED_BYTES + length);
  const header = viewOf(bytes);
  if (header.getBigUint64(NUMBER_OFFSET, true) !== number) {
    throw new NovateError(
      "STORE_CORRUPT",
      `expected block ${number} under its key, its bytes hold another number`,
      {
        block: number,
      },
    );
  }
  const hash = (index: number) => record.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  return {
    number,
    timestamp: header.getBigUint64(TIMESTAMP_OFFSET, true),
    bytes,
    receipts: record.subarray(FIXED_BYTES + length),
    inputRoot: hash(0),
    stateRoot: hash(1),
    parentHash: hash(2),
    hash: hash(3),
  };
}
