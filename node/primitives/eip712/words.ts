/** A reusable run of 32-byte ABI words: what a struct hash is taken over. */
import { keccak256 } from "../keccak.ts";

const WORD = 32;

export class Words {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #length = 0;

  constructor(words: number) {
    this.bytes = new Uint8Array(words * WORD);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Empties the run; the bytes are overwritten by what follows. */
  reset(): this {
    this.#length = 0;
    return this;
  }

  #next(): number {
    const at = this.#length;
    this.#length = at + WORD;
    this.bytes.fill(0, at, at + WORD);
    return at;
  }

  /** An unsigned integer below 2^64 as two halves. */
  halves(low: number, high: number): this {
    const at = this.#next();
    this.#view.setUint32(at + 24, high);
    this.#view.setUint32(at + 28, low);
    return this;
  }

  /** An unsigned integer below 2^53. */
  integer(value: number): this {
    return this.halves(value % 2 ** 32, Math.floor(value / 2 ** 32));
  }

  /** 32 bytes. */
  word(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#next());
    return this;
  }

  /** `length` bytes of `source`, at the left (bytesN) or at the right (address) of a word. */
  slice(source: Uint8Array, at: number, length: number, side: "left" | "right"): this {
    const word = this.#next() + (side === "left" ? 0 : WORD - length);
    for (let i = 0; i < length; i++) this.bytes[word + i] = source[at + i]!;
    return this;
  }

  /** Keccak-256 of the words written since the last reset. */
  hash(): Uint8Array {
    return keccak256(this.bytes.subarray(0, this.#length));
  }
}
