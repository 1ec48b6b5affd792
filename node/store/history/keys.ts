/** Keys of `tables.ts`: a prefix byte, then parts of fixed width, integers most significant byte first. */
import { compareBytes } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";

/** A u32 (number), a u64 (bigint) or bytes as they are. */
export type Part = number | bigint | Uint8Array;

const width = (part: Part): number =>
  typeof part === "number" ? 4 : typeof part === "bigint" ? 8 : part.length;

/** A key of its own; {@link KeyBuffer} is for the many that are only written. */
export function key(table: number, ...parts: readonly Part[]): Uint8Array {
  const out = new Uint8Array(parts.reduce<number>((sum, part) => sum + width(part), 1));
  const view = new DataView(out.buffer);
  out[0] = table;
  let at = 1;
  for (const part of parts) {
    if (typeof part === "number") view.setUint32(at, part);
    else if (typeof part === "bigint") view.setBigUint64(at, part);
    else out.set(part, at);
    at += width(part);
  }
  return out;
}

/** A key of one width that is written again and again, in place: for who copies it at once. */
export class KeyBuffer {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(table: number, partBytes: number) {
    this.bytes = new Uint8Array(1 + partBytes);
    this.bytes[0] = table;
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Begins the next key. */
  start(): this {
    this.#at = 1;
    return this;
  }

  u32(value: number): this {
    this.#view.setUint32(this.#at, value);
    this.#at += 4;
    return this;
  }

  /** A u64 that is a safe integer. */
  wide(value: number): this {
    return this.u32(Math.floor(value / 2 ** 32)).u32(value);
  }

  /** The little-endian u64 at `at` of `view`. */
  id(view: DataView, at: number): this {
    return this.u32(view.getUint32(at + 4, true)).u32(view.getUint32(at, true));
  }

  /** `length` bytes of `bytes` from `from` on. */
  raw(bytes: Uint8Array, from: number, length: number): this {
    for (let i = 0; i < length; i++) this.bytes[this.#at + i] = bytes[from + i]!;
    this.#at += length;
    return this;
  }
}

/** The first key after every key that starts with `prefix`. */
export function afterPrefix(prefix: Uint8Array): Uint8Array {
  const out = prefix.slice();
  for (let at = out.length - 1; at >= 0; at--) {
    if (out[at]! < 255) {
      out[at]!++;
      return out.subarray(0, at + 1);
    }
  }
  throw new NovateError("INTERNAL", "expected a prefix with a byte below 255");
}

/** Whether `one` lies behind `other` in the order of keys. */
export function isAfter(one: Uint8Array, other: Uint8Array): boolean {
  return compareBytes(one, other) > 0;
}

/** The u64 that a key ends with. */
export function lastU64(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(bytes.length - 8);
}
