/**
 * LevelDB's log format, that of the write-ahead logs and of the manifest: pages of 32 KiB with records in them, each `u32 masked
 * CRC-32C of type and bytes, u16 length, u8 type, bytes`. What does not fit on a page goes on in a record on the next.
 *
 * LevelDB itself drops what is damaged and whatever else the page holds, with or without a word. A log's end may be torn by a crash and
 * is to be dropped; this reader tells the two apart, and finds what is sound behind the damage.
 */
import { viewOf } from "../../primitives/bytes.ts";
import { maskedCrc32c } from "./crc32c.ts";
import type { Extent } from "./damage.ts";

const PAGE_BYTES = 32 * 1024;
const HEADER_BYTES = 7;
const LENGTH_OFFSET = 4;
const TYPE_OFFSET = 6;
const Type = { Full: 1, First: 2, Middle: 3, Last: 4 } as const;

export interface LogContent {
  /** The whole records, joined where a page ended within them, in order. */
  readonly records: readonly Uint8Array[];
  /** The first bytes that were changed after they had been written; a torn end is none. */
  readonly damage: Extent | undefined;
}

interface Piece extends Extent {
  readonly type: number;
  readonly bytes: Uint8Array;
}

interface Gap extends Extent {
  /** It is whole but for its length, which the checksum leaves out: no crash tore it. */
  readonly isWhole: boolean;
}

/** Reads a whole log. Work: O(bytes), and up to 512 checksums of a page for each damaged one. */
export function readLog(log: Uint8Array): LogContent {
  const records: Uint8Array[] = [];
  let parts: Uint8Array[] | undefined;
  let suspect: Extent | undefined;
  let damage: Extent | undefined;
  for (const piece of pieces(log)) {
    if ("isWhole" in piece) {
      suspect ??= piece;
      if (piece.isWhole) damage ??= suspect;
      parts = undefined;
      continue;
    }
    const begins = piece.type === Type.Full || piece.type === Type.First;
    // Each write is synced before the next begins: what lies before a beginning was whole.
    if (begins) damage ??= suspect;
    if (begins) parts = [];
    parts?.push(piece.bytes);
    if (parts === undefined || piece.type === Type.First || piece.type === Type.Middle) continue;
    records.push(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
    parts = undefined;
  }
  return { records, damage: damage && { from: damage.from, to: damage.to } };
}

/** The sound pieces of a log, and the gaps between them. */
function* pieces(log: Uint8Array): Generator<Piece | Gap> {
  for (let at = 0; at < log.length; ) {
    const end = Math.min(at - (at % PAGE_BYTES) + PAGE_BYTES, log.length);
    const next = pieceAt(log, at, end) ?? gapAt(log, at, end);
    // No header fits on the last bytes of a page: they stay zero.
    if (end - at >= HEADER_BYTES || end === log.length) yield next;
    at = next.to;
  }
}

function pieceAt(log: Uint8Array, from: number, end: number): Piece | undefined {
  const to = from + HEADER_BYTES + lengthAt(log, from);
  return isPiece(log, from, to, end)
    ? { type: log[from + TYPE_OFFSET]!, from, to, bytes: log.subarray(from + HEADER_BYTES, to) }
    : undefined;
}

/** What does not hold together ends where a sound piece can begin; nothing is looked for within it, for it may hold anything. */
function gapAt(log: Uint8Array, from: number, end: number): Gap {
  const claimed = lengthAt(log, from);
  for (let byte = 0; byte < 256; byte++) {
    for (const length of [(claimed & 0xff00) | byte, (byte << 8) | (claimed & 0xff)]) {
      const to = from + HEADER_BYTES + length;
      if (isPiece(log, from, to, end)) return { from, to, isWhole: true };
    }
  }
  const to = from + HEADER_BYTES + claimed;
  return { from, to: to < end && pieceAt(log, to, end) ? to : end, isWhole: false };
}

const lengthAt = (log: Uint8Array, from: number) =>
  (log[from + LENGTH_OFFSET] ?? 0) + 256 * (log[from + LENGTH_OFFSET + 1] ?? 0);

function isPiece(log: Uint8Array, from: number, to: number, end: number): boolean {
  const type = log[from + TYPE_OFFSET] ?? 0;
  if (to > end || type < Type.Full || type > Type.Last) return false;
  return viewOf(log).getUint32(from, true) === maskedCrc32c(log.subarray(from + TYPE_OFFSET, to));
}
