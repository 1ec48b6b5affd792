import { NovateError } from "../../../primitives/error.ts";

/** A cursor over a WebAssembly binary (WebAssembly core specification 1.0, section 5). */
export class WasmReader {
  at: number;
  readonly bytes: Uint8Array;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    const value = this.at < this.end ? this.bytes[this.at++] : undefined;
    if (value === undefined) throw new NovateError("BAD_WASM", `expected more bytes at ${this.at}`);
    return value;
  }

  /** Unsigned LEB128 of at most 32 bits. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const group = this.byte();
      value += (group & 0x7f) * 2 ** shift;
      if (group < 0x80) return value;
    }
    throw new NovateError("BAD_WASM", `expected a 32-bit integer at ${this.at}`);
  }

  /** Steps over a LEB128 integer of any width. */
  skipLeb(): void {
    while (this.byte() >= 0x80);
  }

  name(): string {
    const length = this.u32();
    const text = new TextDecoder().decode(this.bytes.subarray(this.at, this.at + length));
    this.at += length;
    return text;
  }

  /** A reader of the next `length` bytes, which this one steps over. */
  slice(length: number): WasmReader {
    const part = new WasmReader(this.bytes, this.at, this.at + length);
    this.at += length;
    return part;
  }
}
