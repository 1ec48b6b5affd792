/** Frames of a snapshot stream: `u8 kind | u32 length | payload | u32 CRC-32 of all before`. */
import { crc32 } from "node:zlib";
import { concatBytes, viewOf } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";

const HEAD_BYTES = 5;
const CHECK_BYTES = 4;
/** Longest payload a reader accepts. */
export const MAX_FRAME_BYTES = 2 ** 22;

export interface Frame {
  readonly kind: number;
  readonly payload: Uint8Array;
}

/** One frame, built in place by `fill`. */
export function encodeFrame(kind: number, length: number, fill: (payload: Uint8Array) => void): Uint8Array {
  const frame = new Uint8Array(HEAD_BYTES + length + CHECK_BYTES);
  const view = viewOf(frame);
  frame[0] = kind;
  view.setUint32(1, length, true);
  fill(frame.subarray(HEAD_BYTES, HEAD_BYTES + length));
  view.setUint32(HEAD_BYTES + length, crc32(frame.subarray(0, HEAD_BYTES + length)), true);
  return frame;
}

function broken(expected: string): never {
  throw new NovateError("SNAPSHOT_CORRUPT", `expected ${expected}`);
}

/** Bytes of the frame that `bytes` starts with, as far as it can be told: its head first. Throws when it is too long. */
function frameBytes(bytes: Uint8Array): number {
  if (bytes.length < HEAD_BYTES) return HEAD_BYTES;
  const length = viewOf(bytes).getUint32(1, true);
  if (length > MAX_FRAME_BYTES) broken(`a frame of at most ${MAX_FRAME_BYTES} bytes`);
  return HEAD_BYTES + length + CHECK_BYTES;
}

function decodeFrame(bytes: Uint8Array): Frame {
  const end = bytes.length - CHECK_BYTES;
  if (crc32(bytes.subarray(0, end)) !== viewOf(bytes).getUint32(end, true))
    broken("a frame with a right checksum");
  return { kind: bytes[0]!, payload: bytes.subarray(HEAD_BYTES, end) };
}

/** Frames of a byte stream cut anywhere. Throws `SNAPSHOT_CORRUPT` at the first wrong checksum, length or early end. */
export async function* decodeFrames(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Frame> {
  let pending: Uint8Array[] = [];
  let available = 0;
  let needed = HEAD_BYTES;
  for await (const chunk of chunks) {
    pending.push(chunk);
    available += chunk.length;
    if (available < needed) continue;
    let bytes = pending.length === 1 ? chunk : concatBytes(pending);
    for (needed = frameBytes(bytes); bytes.length >= needed; needed = frameBytes(bytes)) {
      if (needed === HEAD_BYTES) continue;
      yield decodeFrame(bytes.subarray(0, needed));
      bytes = bytes.subarray(needed);
    }
    pending = [bytes];
    available = bytes.length;
  }
  if (available !== 0) broken("the rest of the last frame");
}
