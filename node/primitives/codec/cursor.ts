/**
 * Strict little-endian reading of a byte range. A cursor allocates nothing per field, so that a block of ten thousand
 * orders is walked without garbage; 64-bit values come as two halves.
 */
import { NovateError } from "../error.ts";

/** Throws: the bytes are not the encoding of anything. `code` is `MALFORMED` or a more precise stable code. */
export function malformed(what: string, at: number, code = "MALFORMED"): never {
  throw new NovateError(code, `expected ${what} at byte ${at}`, { at });
}

export class Cursor {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;
  /** Halves of the newest varint or 64-bit integer. */
  low = 0;
  high = 0;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Steps over `length` bytes and returns where they start. */
  skip(length: number): number {
    const at = this.position;
    if (length > this.end - at) malformed(`${length} more bytes`, at, "TRUNCATED");
    this.position = at + length;
    return at;
  }

  u8(): number {
    return this.bytes[this.skip(1)]!;
  }

  u16(): number {
    return this.#view.getUint16(this.skip(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.skip(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.skip(4), true);
  }

  u48(): number {
    const at = this.skip(6);
    return this.#view.getUint32(at, true) + this.#view.getUint16(at + 4, true) * 2 ** 32;
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.skip(8), true);
  }

  /** `length` bytes as a view of the same buffer. */
  take(length: number): Uint8Array {
    const at = this.skip(length);
    return this.bytes.subarray(at, at + length);
  }

  /** `length` bytes as a copy of their own. */
  copy(length: number): Uint8Array {
    const at = this.skip(length);
    return this.bytes.slice(at, at + length);
  }

  zeros(length: number): void {
    const at = this.skip(length);
    for (let i = at; i < at + length; i++) if (this.bytes[i] !== 0) malformed("zero", i);
  }

  /** Reads a minimal varint below 2^64 into `low` and `high`. */
  varint(): void {
    const start = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.u8();
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else if (byte > 1) malformed("a varint below 2^64", start, "BAD_VARINT");
      else high |= bits << 31;
      if (byte < 128) {
        if (byte === 0 && shift > 0) malformed("a minimal varint", start, "BAD_VARINT");
        break;
      }
    }
    this.low = low >>> 0;
    this.high = high >>> 0;
  }

  /** A varint that must be at least `least` and below `limit` <= 2^53. */
  varintBelow(limit: number, least: number, what: string): number {
    const start = this.position;
    this.varint();
    const value = this.high * 2 ** 32 + this.low;
    if (value >= limit || value < least) malformed(`${what} in ${least}..${limit - 1}`, start, "FIELD_RANGE");
    return value;
  }

  /** The newest varint as one integer. */
  get wide(): bigint {
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  /** Throws `TRAILING_BYTES` unless everything was read. */
  finish(): void {
    if (this.position !== this.end) malformed("nothing more", this.position, "TRAILING_BYTES");
  }
}
