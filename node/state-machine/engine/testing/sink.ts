/** Builds byte strings for tests, independent of the node's codec. */
export class ByteSink {
  readonly #bytes: number[] = [];

  u8(value: number): this {
    this.#bytes.push(value & 0xff);
    return this;
  }

  /** Little-endian integer of `bytes` bytes. */
  uint(value: number | bigint, bytes: number): this {
    let rest = BigInt(value);
    for (let i = 0; i < bytes; i++) {
      this.#bytes.push(Number(rest & 0xffn));
      rest >>= 8n;
    }
    return this;
  }

  /** Big-endian integer of `bytes` bytes. */
  uintBE(value: number | bigint, bytes: number): this {
    for (let i = bytes - 1; i >= 0; i--) this.#bytes.push(Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
    return this;
  }

  varint(value: number | bigint): this {
    let rest = BigInt(value);
    while (rest >= 0x80n) {
      this.#bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    return this.u8(Number(rest));
  }

  raw(bytes: Uint8Array | readonly number[]): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  get length(): number {
    return this.#bytes.length;
  }

  done(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
