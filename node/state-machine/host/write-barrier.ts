/**
 * The host's side of the engine's write barrier. The engine copies a 128-byte chunk of the state half to the undo area
 * before its first write in a block, marks it in the byte map and appends its number to the dirty list; the count lies in
 * the work record, so it is right even after a trap.
 */
import { addresses, workLayout } from "../layout/generated.ts";

const { CHUNK_BYTES, DIRTY_LIST, DIRTY_MAP, MAX_DIRTY, STATE, UNDO } = addresses;

export class WriteBarrier {
  readonly #bytes: Uint8Array;
  readonly #list: Uint32Array;
  readonly #count: Uint32Array;

  constructor(memory: ArrayBufferLike) {
    this.#bytes = new Uint8Array(memory);
    this.#list = new Uint32Array(memory, DIRTY_LIST, MAX_DIRTY);
    this.#count = new Uint32Array(memory, workLayout.base + workLayout.offset.dirtyCount, 1);
  }

  /** A copy of the numbers of the chunks written since the last `release`, in order of first touch. */
  dirtyChunks(): Uint32Array {
    return this.#list.slice(0, this.#count[0]!);
  }

  /** Calls `visit` with each dirty chunk and its bytes as they were before the block (a view). */
  forEachUndo(visit: (chunk: number, before: Uint8Array) => void): void {
    const count = this.#count[0]!;
    for (let i = 0; i < count; i++) {
      visit(this.#list[i]!, this.#bytes.subarray(UNDO + i * CHUNK_BYTES, UNDO + (i + 1) * CHUNK_BYTES));
    }
  }

  /** Puts every dirty chunk back as it was before the block. */
  restore(): void {
    this.forEachUndo((chunk, before) => this.#bytes.set(before, STATE + chunk * CHUNK_BYTES));
  }

  /** Clears the marks and the count: the next block starts with nothing dirty. */
  release(): void {
    const count = this.#count[0]!;
    for (let i = 0; i < count; i++) this.#bytes[DIRTY_MAP + this.#list[i]!] = 0;
    this.#count[0] = 0;
  }
}
