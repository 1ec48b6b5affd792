/** How the store keeps what the batch poster did: fixed-width, big-endian, then the optional parts behind flags. */
import { viewOf } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import type { BatchRecord } from "./port.ts";

const STAGES = ["prepared", "included", "appended"] as const;
const HASH_BYTES = 32;
const FIXED_BYTES = 4 + 8 + 8 + HASH_BYTES + HASH_BYTES + 1 + 1;
const POINTER_BYTES = 1 + 8 + 4 + 4 + HASH_BYTES;
const HAS_POINTER = 1;
const HAS_TRANSACTION = 2;

export function encodeBatch(record: BatchRecord): Uint8Array {
  const { pointer, l1Transaction } = record;
  const bytes = new Uint8Array(
    FIXED_BYTES + (pointer ? POINTER_BYTES : 0) + (l1Transaction ? HASH_BYTES : 0),
  );
  const view = viewOf(bytes);
  view.setUint32(0, record.index);
  view.setBigUint64(4, record.firstBlock);
  view.setBigUint64(12, record.lastBlock);
  bytes.set(record.commitment, 20);
  bytes.set(record.batchRoot, 52);
  bytes[84] = STAGES.indexOf(record.stage);
  bytes[85] = (pointer ? HAS_POINTER : 0) | (l1Transaction ? HAS_TRANSACTION : 0);
  let at = FIXED_BYTES;
  if (pointer) {
    bytes[at] = pointer.kind;
    view.setBigUint64(at + 1, pointer.height);
    view.setUint32(at + 9, pointer.start);
    view.setUint32(at + 13, pointer.length);
    bytes.set(pointer.commitment, at + 17);
    at += POINTER_BYTES;
  }
  if (l1Transaction) bytes.set(Buffer.from(l1Transaction.slice(2), "hex"), at);
  return bytes;
}

/** Throws `STORE_CORRUPT` when the bytes are not what {@link encodeBatch} writes. */
export function decodeBatch(bytes: Uint8Array): BatchRecord {
  const flags = bytes[85] ?? 0xff;
  const stage = STAGES[bytes[84] ?? 0xff];
  const expected =
    FIXED_BYTES + (flags & HAS_POINTER ? POINTER_BYTES : 0) + (flags & HAS_TRANSACTION ? HASH_BYTES : 0);
  if (stage === undefined || flags > 3 || bytes.length !== expected) {
    throw new NovateError(
      "STORE_CORRUPT",
      `expected a batch record of ${expected} bytes, got ${bytes.length}`,
    );
  }
  const view = viewOf(bytes);
  const pointerAt = FIXED_BYTES;
  const transactionAt = flags & HAS_POINTER ? pointerAt + POINTER_BYTES : pointerAt;
  return {
    index: view.getUint32(0),
    firstBlock: view.getBigUint64(4),
    lastBlock: view.getBigUint64(12),
    commitment: bytes.slice(20, 52),
    batchRoot: bytes.slice(52, 84),
    stage,
    ...(flags & HAS_POINTER
      ? {
          pointer: {
            kind: bytes[pointerAt] as 0 | 1 | 2 | 3,
            height: view.getBigUint64(pointerAt + 1),
            start: view.getUint32(pointerAt + 9),
            length: view.getUint32(pointerAt + 13),
            commitment: bytes.slice(pointerAt + 17, pointerAt + 17 + HASH_BYTES),
          },
        }
      : {}),
    ...(flags & HAS_TRANSACTION
      ? {
          l1Transaction: `0x${Buffer.from(bytes.subarray(transactionAt, transactionAt + HASH_BYTES)).toString("hex")}`,
        }
      : {}),
  };
}
