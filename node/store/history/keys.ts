/** Keys of `tables.ts`: a prefix byte, then parts of fixed width, integers most significant byte first. */
import { compareBytes } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";

/** A u32 (number), a u64 (bigint) or bytes as they are. */
export type Part = number | bigint | Uint8Array;

const width = (part: Part): number =>
  typeof part === "number" ? 4 : typeof part === "bigint" ? 8 : part.length;

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
