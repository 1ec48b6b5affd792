import { swap32, swap64 } from "../memory/bytes";

/** Words of an EIP-712 struct: 32 bytes, big-endian. Their unused bytes are zero since `resetDigest`. */

// @ts-expect-error: decorator
@inline
export function setWord(struct: u32, word: u32, value: u64): void {
  store<u64>(struct + (word << 5), swap64(value), 24);
}

/** For values below 2^32, in a word that never holds more. */
// @ts-expect-error: decorator
@inline
export function setShortWord(struct: u32, word: u32, value: u32): void {
  store<u32>(struct + (word << 5), swap32(value), 28);
}

/** For values below 256. */
// @ts-expect-error: decorator
@inline
export function setByteWord(struct: u32, word: u32, value: u32): void {
  store<u8>(struct + (word << 5), value, 31);
}
