import { NovateError } from "../../../primitives/error.ts";

/** Bech32 (BIP-173) of byte strings, for Cosmos addresses. */

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_LENGTH = 6;
const MAX_LENGTH = 90;

function polymod(values: readonly number[]): number {
  let checksum = 1;
  for (const value of values) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of GENERATORS.entries()) if ((top >>> bit) & 1) checksum ^= generator;
  }
  return checksum;
}

function expand(prefix: string): number[] {
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >>> 5), 0, ...codes.map((code) => code & 31)];
}

function regroup(values: Iterable<number>, from: number, to: number, pad: boolean): number[] | undefined {
  const out: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const value of values) {
    buffer = ((buffer << from) | value) & 0xfff;
    bits += from;
    while (bits >= to) {
      bits -= to;
      out.push((buffer >>> bits) & ((1 << to) - 1));
    }
  }
  const rest = (buffer << (to - bits)) & ((1 << to) - 1);
  if (pad && bits > 0) out.push(rest);
  else if (!pad && (bits >= from || rest !== 0)) return undefined;
  return out;
}

export function encodeBech32(prefix: string, bytes: Uint8Array): string {
  const words = regroup(bytes, 8, 5, true)!;
  const checksum = polymod([...expand(prefix), ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const tail = Array.from({ length: CHECKSUM_LENGTH }, (_, i) => (checksum >>> (5 * (5 - i))) & 31);
  return `${prefix}1${[...words, ...tail].map((word) => ALPHABET[word]).join("")}`;
}

/** Throws `CELESTIA_ADDRESS` for anything but one lower-case bech32 string. */
export function decodeBech32(text: string): { prefix: string; bytes: Uint8Array } {
  const invalid = new NovateError("CELESTIA_ADDRESS", "expected a bech32 address");
  const separator = text.lastIndexOf("1");
  if (text.length > MAX_LENGTH || separator < 1 || separator + 1 + CHECKSUM_LENGTH > text.length)
    throw invalid;
  const prefix = text.slice(0, separator);
  const words = [...text.slice(separator + 1)].map((letter) => ALPHABET.indexOf(letter));
  if (words.includes(-1) || polymod([...expand(prefix), ...words]) !== 1) throw invalid;
  const bytes = regroup(words.slice(0, -CHECKSUM_LENGTH), 5, 8, false);
  if (bytes === undefined) throw invalid;
  return { prefix, bytes: Uint8Array.from(bytes) };
}
