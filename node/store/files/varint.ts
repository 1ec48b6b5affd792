/** LevelDB's variable-length numbers: seven bits a byte, the lowest first. */

/** Reads numbers and strings one after another out of bytes that a checksum has vouched for. */
export class VarintReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** The next number; `undefined` when it doesn't end within the bytes, or is 2^53 or more. */
  number(): number | undefined {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value <= Number.MAX_SAFE_INTEGER ? value : undefined;
    }
    return undefined;
  }

  /** A view of the next bytes, as many as the number before them says. */
  string(): Uint8Array | undefined {
    const length = this.number();
    if (length === undefined || this.at + length > this.bytes.length) return undefined;
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}
