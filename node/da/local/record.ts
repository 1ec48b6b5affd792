/**
 * One record of the local DA file: `"NVDR", u32 length, 32 B SHA-256 of the payload, u32 crc32 of the 40 bytes before`,
 * then the payload; integers little-endian. The file begins with {@link fileHeader}.
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { viewOf } from "../../primitives/bytes.ts";

export const FILE_HEADER_BYTES = 16;
export const RECORD_HEADER_BYTES = 44;
/** Largest payload of a record: two blocks of the largest size and room to spare. */
export const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;
export const RECORD_MAGIC = Uint8Array.of(0x4e, 0x56, 0x44, 0x52);

const FILE_MAGIC = Uint8Array.of(0x4e, 0x56, 0x44, 0x41, 1, 0, 0, 0); // "NVDA", version 1
const CHECKED_BYTES = 40;

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

/** `"NVDA", u32 version, u64 chain id`: a file of another chain is refused. */
export function fileHeader(chainId: bigint): Uint8Array {
  const header = new Uint8Array(FILE_HEADER_BYTES);
  header.set(FILE_MAGIC);
  viewOf(header).setBigUint64(8, chainId, true);
  return header;
}

export function encodeRecord(payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(RECORD_HEADER_BYTES + payload.length);
  const view = viewOf(record);
  record.set(RECORD_MAGIC);
  view.setUint32(4, payload.length, true);
  record.set(sha256(payload), 8);
  view.setUint32(CHECKED_BYTES, crc32(record.subarray(0, CHECKED_BYTES)), true);
  record.set(payload, RECORD_HEADER_BYTES);
  return record;
}

/** Length and commitment of an intact record header at the start of `bytes`; undefined otherwise. */
export function decodeRecordHeader(
  bytes: Uint8Array,
): { length: number; commitment: Uint8Array } | undefined {
  if (bytes.length < RECORD_HEADER_BYTES) return undefined;
  for (let i = 0; i < RECORD_MAGIC.length; i++) if (bytes[i] !== RECORD_MAGIC[i]) return undefined;
  const view = viewOf(bytes);
  if (view.getUint32(CHECKED_BYTES, true) !== crc32(bytes.subarray(0, CHECKED_BYTES))) return undefined;
  const length = view.getUint32(4, true);
  return length > MAX_PAYLOAD_BYTES ? undefined : { length, commitment: bytes.slice(8, 40) };
}
