import { NovateError } from "../../../primitives/error.ts";

/** Bytes of standard padded base64, as Go writes `[]byte`. Throws `CELESTIA_ENCODING` for anything else. */
export function fromBase64(text: unknown): Uint8Array {
  if (typeof text === "string") {
    const bytes = Buffer.from(text, "base64");
    if (bytes.toString("base64") === text)
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  throw new NovateError("CELESTIA_ENCODING", `expected padded base64, got ${describe(text)}`);
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

/** Bytes of hexadecimal text in either case, without prefix. Throws `CELESTIA_ENCODING`. */
export function fromHex(text: unknown): Uint8Array {
  if (typeof text === "string" && text.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(text)) {
    return new Uint8Array(Buffer.from(text, "hex"));
  }
  throw new NovateError("CELESTIA_ENCODING", `expected hexadecimal, got ${describe(text)}`);
}

/** Upper-case hexadecimal, as Celestia writes header hashes. */
export function toUpperHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

/**
 * A safe integer that Go wrote as a JSON number or, in the encoder of the headers, as a decimal string. Throws
 * `CELESTIA_ENCODING`.
 */
export function fromInteger(value: unknown): number {
  const number = typeof value === "string" && /^-?(0|[1-9][0-9]{0,18})$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number)) return number;
  throw new NovateError("CELESTIA_ENCODING", `expected an integer, got ${describe(value)}`);
}

/** Integers that a JSON encoder leaves out when they are zero. */
export function fromOptionalInteger(value: unknown): number {
  return value === undefined ? 0 : fromInteger(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object. Throws `CELESTIA_ENCODING`. */
export function fromRecord(value: unknown): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw new NovateError("CELESTIA_ENCODING", `expected an object, got ${describe(value)}`);
}

/** A list; `null` and a missing value are Go's empty slice. Throws `CELESTIA_ENCODING`. */
export function fromList(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new NovateError("CELESTIA_ENCODING", `expected a list, got ${describe(value)}`);
}

function describe(value: unknown): string {
  if (typeof value === "string") return `text of ${value.length} characters`;
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
