import { type FileHandle, open } from "node:fs/promises";
import { damaged, type Extent } from "./damage.ts";

/** What is read of a file at a time, unless one piece of it is larger. */
const WINDOW_BYTES = 1024 * 1024;

/** A file that is read mostly forwards, with one window of it in memory. */
export class WindowedFile {
  readonly path: string;
  readonly size: number;
  readonly #file: FileHandle;
  #window = new Uint8Array();
  #start = 0;

  private constructor(path: string, file: FileHandle, size: number) {
    this.path = path;
    this.size = size;
    this.#file = file;
  }

  static async open(path: string): Promise<WindowedFile> {
    const file = await open(path, "r");
    return new WindowedFile(path, file, (await file.stat()).size);
  }

  /** The bytes of an extent, good until the next call. Throws `STORE_CORRUPT` when the file ends before it does. */
  async bytes({ from, to }: Extent): Promise<Uint8Array> {
    if (from < this.#start || to > this.#start + this.#window.length) await this.#move(from, to);
    return this.#window.subarray(from - this.#start, to - this.#start);
  }

  async #move(from: number, to: number): Promise<void> {
    if (from < 0 || to < from || to > this.size) throw damaged(this.path, { from, to }, "bytes of the file");
    const length = Math.min(Math.max(to - from, WINDOW_BYTES), this.size - from);
    const window = new Uint8Array(length);
    for (let got = 0; got < length; ) {
      const { bytesRead } = await this.#file.read(window, got, length - got, from + got);
      if (bytesRead === 0) throw damaged(this.path, { from, to }, `a file of ${this.size} bytes`);
      got += bytesRead;
    }
    this.#window = window;
    this.#start = from;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
