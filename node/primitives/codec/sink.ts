/** Growing little-endian writer. Values are checked: what does not fit its field throws `OUT_OF_RANGE`. */
import { NovateError } from "../error.ts";

const FIRST_CAPACITY = 256;
const U64_LIMIT = 1n << 64n;

export class Sink {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;

  constructor(capacity = FIRST_CAPACITY) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Makes room and returns where it starts. It may replace the buffer: call it before touching `#bytes` or `#view`. */
  #grow(size: number): number {
    const at = this.#length;
    if (at + size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, at + size));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#length = at + size;
    return at;
  }

  #check(value: number, low: number, high: number): number {
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    throw new NovateError("OUT_OF_RANGE", `expected an integer in ${low}..${high}, got ${value}`);
  }

  u8(value: number): void {
    const at = this.#grow(1);
    this.#bytes[at] = this.#check(value, 0, 255);
  }

  u16(value: number): void {
    const at = this.#grow(2);
    this.#view.setUint16(at, this.#check(value, 0, 0xffff), true);
  }

  u32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, this.#check(value, 0, 0xffff_ffff), true);
  }

  u32BigEndian(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, this.#check(value, 0, 0xffff_ffff), false);
  }

  i32(value: number): void {
    const at = this.#grow(4);
    this.#view.setInt32(at, this.#check(value, -0x8000_0000, 0x7fff_ffff), true);
  }

  u48(value: number): void {
    const checked = this.#check(value, 0, 2 ** 48 - 1);
    const at = this.#grow(6);
    this.#view.setUint32(at, checked % 2 ** 32, true);
    this.#view.setUint16(at + 4, Math.floor(checked / 2 ** 32), true);
  }

  u64(value: bigint, littleEndian = true): void {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, this.#wide(value), littleEndian);
  }

  #wide(value: bigint): bigint {
    if (value >= 0n && value < U64_LIMIT) return value;
    throw new NovateError("OUT_OF_RANGE", `expected an unsigned 64-bit integer, got ${value}`);
  }

  /** Unsigned LEB128, minimal. */
  varint(value: number | bigint): void {
    let rest =
      typeof value === "bigint" ? this.#wide(value) : BigInt(this.#check(value, 0, Number.MAX_SAFE_INTEGER));
    while (rest > 127n) {
      this.u8(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.u8(Number(rest));
  }

  raw(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Exactly `length` bytes, or `BAD_LENGTH`. */
  fixed(bytes: Uint8Array, length: number): void {
    if (bytes.length !== length) {
      throw new NovateError("BAD_LENGTH", `expected ${length} bytes, got ${bytes.length}`);
    }
    this.raw(bytes);
  }

  zeros(length: number): void {
    const at = this.#grow(length);
    this.#bytes.fill(0, at, at + length);
  }

  get length(): number {
    return this.#length;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
