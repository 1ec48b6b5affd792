/** Byte strings: hex, comparison, concatenation, big-endian integers. Free of Node imports: the browser uses it too. */
import { NovateError } from "./error.ts";

const DIGITS = "0123456789abcdef";
const PAIRS: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => DIGITS[byte >> 4]! + DIGITS[byte & 15]!,
);

/** Lower-case hex with a `0x` prefix. */
export function toHex(bytes: Uint8Array): `0x${string}` {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += PAIRS[bytes[i]!];
  return `0x${text}`;
}

function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/**
 * The bytes of a hex string that must start with `0x`, upper or lower case; `length` in bytes when it is known.
 * Throws `BAD_HEX` for anything else.
 */
export function fromHex(text: string, length?: number): Uint8Array {
  if (!text.startsWith("0x") || text.length % 2 !== 0) {
    throw new NovateError("BAD_HEX", "expected 0x and an even number of hex digits");
  }
  const bytes = new Uint8Array(text.length / 2 - 1);
  if (length !== undefined && bytes.length !== length) {
    throw new NovateError("BAD_HEX", `expected ${length} bytes of hex, got ${bytes.length}`);
  }
  for (let i = 0; i < bytes.length; i++) {
    const high = nibble(text.charCodeAt(2 * i + 2));
    const low = nibble(text.charCodeAt(2 * i + 3));
    if (high < 0 || low < 0) throw new NovateError("BAD_HEX", `expected hex digits at byte ${i}`);
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

/** True when both hold the same bytes. Not constant time: never for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Lexicographic order: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** True when every byte is zero. */
export function isZero(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** `value` as `size` bytes, most significant first. Throws `OUT_OF_RANGE` when it does not fit. */
export function bigEndian(value: bigint, size: number): Uint8Array {
  if (value < 0n || value >> BigInt(8 * size) !== 0n) {
    throw new NovateError("OUT_OF_RANGE", `expected an unsigned integer of ${size} bytes, got ${value}`);
  }
  const out = new Uint8Array(size);
  let rest = value;
  for (let i = size - 1; i >= 0; i--) {
    out[i] = Number(rest & 255n);
    rest >>= 8n;
  }
  return out;
}

/** The unsigned integer whose big-endian bytes are given. */
export function fromBigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** The bytes of an ASCII string. Throws `BAD_TEXT` for any other character. */
export function ascii(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 126 || code < 32) throw new NovateError("BAD_TEXT", "expected printable ASCII");
    out[i] = code;
  }
  return out;
}

/** A view for little-endian access of exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
