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

/** Frames of a byte stream cut anywhere. Throws `SNAPSHOT_CORRUPT` at the first wrong checksum, length or early end. */
export async function* decodeFrames(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Frame> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : concatBytes([rest, chunk]);
    for (;;) {
      if (rest.length < HEAD_BYTES) break;
      const view = viewOf(rest);
      const length = view.getUint32(1, true);
      if (length > MAX_FRAME_BYTES) broken(`a frame of at most ${MAX_FRAME_BYTES} bytes`);
      const end = HEAD_BYTES + length;
      if (rest.length < end + CHECK_BYTES) break;
      if (crc32(rest.subarray(0, end)) !== view.getUint32(end, true)) broken("a frame with a right checksum");
      yield { kind: rest[0]!, payload: rest.subarray(HEAD_BYTES, end) };
      rest = rest.subarray(end + CHECK_BYTES);
    }
  }
  if (rest.length !== 0) broken("the rest of the last frame");
}
