/** Reads wire integers (wire.md). Anything that is not the one encoding of a value throws `Malformed`. */

export class Malformed extends Error {}

export class Reader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.end) throw new Malformed();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  hex(length: number): string {
    return toHex(this.take(length));
  }

  /** Little-endian, at most 6 bytes. */
  uint(length: number): number {
    let value = 0;
    for (const byte of this.take(length).toReversed()) value = value * 256 + byte;
    return value;
  }

  u64(): bigint {
    const low = this.uint(4);
    return (BigInt(this.uint(4)) << 32n) | BigInt(low);
  }

  /** Big-endian. */
  bigEndian(length: number): bigint {
    let value = 0n;
    for (const byte of this.take(length)) value = value * 256n + BigInt(byte);
    return value;
  }

  varint(): bigint {
    let value = 0n;
    for (let group = 0; group < 10; group++) {
      const byte = this.uint(1);
      value += BigInt(byte & 127) << BigInt(7 * group);
      if (byte >= 128) continue;
      if ((byte === 0 && group > 0) || value >= 1n << 64n) throw new Malformed();
      return value;
    }
    throw new Malformed();
  }

  /** A varint in `least .. most`. */
  range(least: number, most: number): number {
    const value = this.varint();
    if (value < BigInt(least) || value > BigInt(most)) throw new Malformed();
    return Number(value);
  }

  finish(): void {
    if (this.at !== this.end) throw new Malformed();
  }
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

export const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

/** The value, or undefined when reading it throws `Malformed`. */
export function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
