/** Sealed rows: LevelDB is opened without checksum verification by its binding, so every small row carries its own. */
import { crc32 } from "node:zlib";
import { viewOf } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";

const CHECKSUM_BYTES = 4;

/** `u32 crc32(key || value), value`. The key is covered: a row that moved to another key is damage too. */
export function seal(key: Uint8Array, value: Uint8Array): Uint8Array {
  const row = new Uint8Array(CHECKSUM_BYTES + value.length);
  row.set(value, CHECKSUM_BYTES);
  viewOf(row).setUint32(0, crc32(value, crc32(key)));
  return row;
}

/** The value of a sealed row. Throws `STORE_CORRUPT` naming `what` when a byte of key, checksum or value changed. */
export function unseal(key: Uint8Array, row: Uint8Array, what: string): Uint8Array {
  const value = new Uint8Array(row.buffer, row.byteOffset, row.byteLength).subarray(CHECKSUM_BYTES);
  if (row.length < CHECKSUM_BYTES || viewOf(row).getUint32(0) !== crc32(value, crc32(key))) {
    throw new NovateError("STORE_CORRUPT", `expected an intact ${what}, its checksum does not match`, {
      what,
    });
  }
  return value;
}
