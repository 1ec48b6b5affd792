/**
 * A snapshot of the state at one block boundary: the 4 KiB pages of the state half that were ever written, and the
 * withdrawals. It can be streamed slowly while blocks go on: a page that changes before it was sent is first saved.
 */
import { concatBytes, viewOf } from "../primitives/bytes.ts";
import { Cursor } from "../primitives/codec/cursor.ts";
import { Sink } from "../primitives/codec/sink.ts";
import type { Withdrawal } from "../primitives/codec/types.ts";
import { encodeFrame, type Frame } from "./host/frames.ts";
import type { WriteBarrier } from "./host/write-barrier.ts";
import { addresses } from "./layout/generated.ts";
import type { WithdrawalTree } from "./withdrawal-tree.ts";

const MAGIC = 0x4e53_564e; // "NVSN", little-endian
const VERSION = 1;
export const FrameKind = { Head: 1, Pages: 2, Withdrawals: 3, End: 4 } as const;

export const PAGE_BYTES = 4096;
/** Height of a page's node in the state tree. */
export const PAGE_HEIGHT = 7;
const CHUNKS_PER_PAGE = PAGE_BYTES / addresses.CHUNK_BYTES;
const PAGES_PER_FRAME = 256;
const WITHDRAWALS_PER_FRAME = 4096;
const WITHDRAWAL_BYTES = 29;

export interface SnapshotHead {
  readonly blockNumber: bigint;
  /** Milliseconds. */
  readonly timestamp: bigint;
  readonly stateRoot: Uint8Array;
  readonly pages: number;
  readonly withdrawals: number;
}

export class Snapshot {
  readonly head: SnapshotHead;
  readonly #state: Uint8Array;
  readonly #pages: Uint32Array;
  readonly #withdrawals: WithdrawalTree;
  /** Pages changed since the snapshot was taken, as they were. */
  readonly #saved = new Map<number, Uint8Array>();
  readonly #unsent: Set<number>;
  readonly #release: () => void;

  constructor(
    head: Omit<SnapshotHead, "pages">,
    dependencies: {
      readonly state: Uint8Array;
      readonly pages: Uint32Array;
      readonly withdrawals: WithdrawalTree;
      readonly release: () => void;
    },
  ) {
    this.head = { ...head, pages: dependencies.pages.length };
    this.#state = dependencies.state;
    this.#pages = dependencies.pages;
    this.#unsent = new Set(dependencies.pages);
    this.#withdrawals = dependencies.withdrawals;
    this.#release = dependencies.release;
  }

  /** Called after the engine ran and before the undo area is released: keeps unsent pages as they were. */
  preserve(barrier: WriteBarrier): void {
    const fresh = new Map<number, Uint8Array>();
    barrier.forEachUndo((chunk, before) => {
      const page = Math.floor(chunk / CHUNKS_PER_PAGE);
      if (!this.#unsent.has(page) || this.#saved.has(page)) return;
      const copy = fresh.get(page) ?? this.#page(page).slice();
      copy.set(before, (chunk % CHUNKS_PER_PAGE) * addresses.CHUNK_BYTES);
      fresh.set(page, copy);
    });
    for (const [page, bytes] of fresh) this.#saved.set(page, bytes);
  }

  #page(page: number): Uint8Array {
    return this.#state.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
  }

  /** The stream, one frame of about a mebibyte at a time. Ending early, or at the end, frees what was saved. */
  *frames(): Generator<Uint8Array> {
    try {
      yield encodeHead(this.head);
      for (let first = 0; first < this.#pages.length; first += PAGES_PER_FRAME) {
        const pages = this.#pages.subarray(first, first + PAGES_PER_FRAME);
        const frame = this.#pagesFrame(pages);
        for (const page of pages) {
          this.#unsent.delete(page);
          this.#saved.delete(page);
        }
        yield frame;
      }
      yield* this.#withdrawalFrames();
      yield encodeFrame(FrameKind.End, 0, () => {});
    } finally {
      this.#unsent.clear();
      this.#saved.clear();
      this.#release();
    }
  }

  #pagesFrame(pages: Uint32Array): Uint8Array {
    return encodeFrame(FrameKind.Pages, pages.length * (4 + PAGE_BYTES), (payload) => {
      const view = viewOf(payload);
      pages.forEach((page, i) => {
        view.setUint32(4 * i, page, true);
        payload.set(this.#saved.get(page) ?? this.#page(page), 4 * pages.length + i * PAGE_BYTES);
      });
    });
  }

  *#withdrawalFrames(): Generator<Uint8Array> {
    for (let first = 0; first < this.head.withdrawals; first += WITHDRAWALS_PER_FRAME) {
      const last = Math.min(this.head.withdrawals, first + WITHDRAWALS_PER_FRAME);
      const sink = new Sink((last - first) * WITHDRAWAL_BYTES);
      for (let i = first; i < last; i++) {
        const { recipient, asset, amount } = this.#withdrawals.at(i)!;
        sink.fixed(recipient, 20);
        sink.u8(asset);
        sink.u64(amount);
      }
      yield encodeFrame(FrameKind.Withdrawals, sink.length, (payload) => payload.set(sink.finish()));
    }
  }
}

function encodeHead(head: SnapshotHead): Uint8Array {
  const sink = new Sink();
  sink.u32(MAGIC);
  sink.u32(VERSION);
  sink.u64(head.blockNumber);
  sink.u64(head.timestamp);
  sink.fixed(head.stateRoot, 32);
  sink.u32(head.pages);
  sink.u32(head.withdrawals);
  const bytes = sink.finish();
  return encodeFrame(FrameKind.Head, bytes.length, (payload) => payload.set(bytes));
}

/** The head frame's content; undefined when it is not one of this version. */
export function decodeHead(frame: Frame): SnapshotHead | undefined {
  if (frame.kind !== FrameKind.Head) return undefined;
  const cursor = new Cursor(frame.payload);
  if (cursor.u32() !== MAGIC || cursor.u32() !== VERSION) return undefined;
  const head = {
    blockNumber: cursor.u64(),
    timestamp: cursor.u64(),
    stateRoot: cursor.copy(32),
    pages: cursor.u32(),
    withdrawals: cursor.u32(),
  };
  cursor.finish();
  return head;
}

/** Calls `visit` with each page of a page frame: its number and 4,096 bytes (a view). */
export function decodePages(frame: Frame, visit: (page: number, bytes: Uint8Array) => void): void {
  const count = frame.payload.length / (4 + PAGE_BYTES);
  const view = viewOf(frame.payload);
  for (let i = 0; i < count; i++) {
    const at = 4 * count + i * PAGE_BYTES;
    visit(view.getUint32(4 * i, true), frame.payload.subarray(at, at + PAGE_BYTES));
  }
}

/** The withdrawals of a frame; the first has index `from`. */
export function decodeWithdrawals(frame: Frame, from: number): Withdrawal[] {
  const cursor = new Cursor(frame.payload);
  const withdrawals: Withdrawal[] = [];
  while (cursor.position < cursor.end) {
    withdrawals.push({
      index: BigInt(from + withdrawals.length),
      recipient: cursor.copy(20),
      asset: cursor.u8(),
      amount: cursor.u64(),
    });
  }
  return withdrawals;
}

/** All frames of a snapshot in one piece: for small states and tests. */
export function collect(frames: Iterable<Uint8Array>): Uint8Array {
  return concatBytes([...frames]);
}
