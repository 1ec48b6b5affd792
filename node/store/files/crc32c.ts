/** The checksum of LevelDB's files: CRC-32C, masked so that data which holds checksums can be checksummed. */
import { createCRC32 } from "hash-wasm";
import { viewOf } from "../../primitives/bytes.ts";

/** Castagnoli's polynomial, reflected. */
const POLYNOMIAL = 0x82f6_3b78;
/** LevelDB's `kMaskDelta`. */
const MASK_DELTA = 0xa282_ead8;

const hasher = await createCRC32(POLYNOMIAL);

/** The masked checksum of `data`, an unsigned 32-bit number. Formula: LevelDB's `crc32c::Mask(crc32c::Value(data))`. */
export function maskedCrc32c(data: Uint8Array): number {
  const crc = viewOf(hasher.init().update(data).digest("binary")).getUint32(0);
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}
