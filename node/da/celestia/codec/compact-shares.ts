import { NovateError } from "../../../primitives/error.ts";
import { readUvarint, uvarintLength, writeUvarint } from "./protobuf.ts";
import {
  FIRST_CONTENT_OFFSET,
  INFO_OFFSET,
  LENGTH_OFFSET,
  NEXT_CONTENT_OFFSET,
  readShareHeader,
  SHARE_BYTES,
  writeUint32,
} from "./share.ts";

/** A compact share names, in 4 bytes, the offset in it of the first unit that starts in it (0: none does). */
const RESERVED_BYTES = 4;
const FIRST_BYTES = SHARE_BYTES - FIRST_CONTENT_OFFSET - RESERVED_BYTES;
const NEXT_BYTES = SHARE_BYTES - NEXT_CONTENT_OFFSET - RESERVED_BYTES;

/** Bytes that a unit takes in a compact sequence: its length as a varint, then itself. */
export function delimitedLength(length: number): number {
  return uvarintLength(length) + length;
}

/** Shares that a compact sequence of `bytes` bytes takes: 474 in the first, 478 in each further one. */
export function compactShareCount(bytes: number): number {
  if (bytes === 0) return 0;
  return bytes <= FIRST_BYTES ? 1 : 1 + Math.ceil((bytes - FIRST_BYTES) / NEXT_BYTES);
}

/** Writes units (transactions) as one compact sequence; contiguous shares, none for no units. */
export function writeCompactShares(namespace: Uint8Array, units: readonly Uint8Array[]): Uint8Array {
  const sequence = new Uint8Array(units.reduce((sum, unit) => sum + delimitedLength(unit.length), 0));
  const starts: number[] = [];
  let end = 0;
  for (const unit of units) {
    starts.push(end);
    end = writeUvarint(sequence, end, unit.length);
    sequence.set(unit, end);
    end += unit.length;
  }
  const shares = new Uint8Array(compactShareCount(sequence.length) * SHARE_BYTES);
  let read = 0;
  let nextUnit = 0;
  for (let at = 0; at < shares.length; at += SHARE_BYTES) {
    const share = shares.subarray(at, at + SHARE_BYTES);
    const isStart = at === 0;
    share.set(namespace);
    share[INFO_OFFSET] = isStart ? 1 : 0;
    if (isStart) writeUint32(share, LENGTH_OFFSET, sequence.length);
    const reservedAt = isStart ? FIRST_CONTENT_OFFSET : NEXT_CONTENT_OFFSET;
    const contentAt = reservedAt + RESERVED_BYTES;
    const chunk = sequence.subarray(read, read + SHARE_BYTES - contentAt);
    share.set(chunk, contentAt);
    while (nextUnit < starts.length && starts[nextUnit]! < read) nextUnit++;
    const start = starts[nextUnit];
    if (start !== undefined && start < read + chunk.length)
      writeUint32(share, reservedAt, contentAt + start - read);
    read += chunk.length;
  }
  return shares;
}

/** Reads the units of one whole compact sequence. Throws `CELESTIA_SHARE`. */
export function readCompactShares(shares: Uint8Array): Uint8Array[] {
  if (shares.length === 0) return [];
  const length = readShareHeader(shares.subarray(0, SHARE_BYTES)).sequenceLength;
  if (compactShareCount(length) * SHARE_BYTES !== shares.length) {
    throw new NovateError(
      "CELESTIA_SHARE",
      `expected the shares of ${length} bytes, got ${shares.length / SHARE_BYTES}`,
    );
  }
  const sequence = new Uint8Array(length);
  let written = 0;
  for (let at = 0; at < shares.length; at += SHARE_BYTES) {
    const content = (at === 0 ? FIRST_CONTENT_OFFSET : NEXT_CONTENT_OFFSET) + RESERVED_BYTES;
    const chunk = shares.subarray(at + content, at + SHARE_BYTES).subarray(0, length - written);
    sequence.set(chunk, written);
    written += chunk.length;
  }
  const units: Uint8Array[] = [];
  for (let at = 0; at < length; ) {
    const { value, end } = readUvarint(sequence, at);
    if (end + value > length)
      throw new NovateError("CELESTIA_SHARE", `unit at byte ${at} runs past the sequence`);
    units.push(sequence.subarray(end, end + value));
    at = end + value;
  }
  return units;
}
