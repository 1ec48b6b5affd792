/** How a payload lies in blobs: 31 bytes per field element behind a version and a length (docs/spec/data.md). */
import { viewOf } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";

export const ELEMENT_BYTES = 32;
/** Bytes of the stream in one field element: its first byte stays zero, so that it is below the field's order. */
export const STREAM_BYTES_PER_ELEMENT = 31;
export const ELEMENTS_PER_BLOB = 4_096;
export const BLOB_BYTES: number = ELEMENTS_PER_BLOB * ELEMENT_BYTES;
const STREAM_BYTES_PER_BLOB = ELEMENTS_PER_BLOB * STREAM_BYTES_PER_ELEMENT;
const VERSION = 1;
/** Version (u8) and length of the payload (u32, little-endian). */
const HEAD_BYTES = 5;
/** Blobs of one transaction (EIP-7594). */
export const MAX_BLOBS = 6;
export const MAX_PAYLOAD_BYTES: number = MAX_BLOBS * STREAM_BYTES_PER_BLOB - HEAD_BYTES;

/** Blobs that a payload of this many bytes takes. */
export function blobsFor(length: number): number {
  return Math.ceil((HEAD_BYTES + length) / STREAM_BYTES_PER_BLOB);
}

/** The field element, counted over all blobs, that holds byte `index` of the payload. */
export function elementOf(index: number): number {
  return Math.floor((HEAD_BYTES + index) / STREAM_BYTES_PER_ELEMENT);
}

/** The payload as blobs. Throws `DA_TOO_LARGE`, `DA_EMPTY`. */
export function toBlobs(payload: Uint8Array): Uint8Array[] {
  if (payload.length === 0) throw new NovateError("DA_EMPTY", "expected at least 1 byte, got none");
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new NovateError(
      "DA_TOO_LARGE",
      `expected at most ${MAX_PAYLOAD_BYTES} bytes, got ${payload.length}`,
    );
  }
  const stream = new Uint8Array(HEAD_BYTES + payload.length);
  stream[0] = VERSION;
  viewOf(stream).setUint32(1, payload.length, true);
  stream.set(payload, HEAD_BYTES);
  const blobs = Array.from({ length: blobsFor(payload.length) }, () => new Uint8Array(BLOB_BYTES));
  for (let element = 0; element * STREAM_BYTES_PER_ELEMENT < stream.length; element++) {
    const from = element * STREAM_BYTES_PER_ELEMENT;
    const blob = blobs[Math.floor(element / ELEMENTS_PER_BLOB)]!;
    const part = stream.subarray(from, from + STREAM_BYTES_PER_ELEMENT);
    blob.set(part, (element % ELEMENTS_PER_BLOB) * ELEMENT_BYTES + 1);
  }
  return blobs;
}

/**
 * The payload in these blobs, whole ones. Throws `DA_MALFORMED` when the version is another one, the length needs another number
 * of blobs, or an element that holds a part of the stream has a first byte other than zero. What follows the stream is not
 * looked at: nobody could show it to L1.
 */
export function fromBlobs(blobs: readonly Uint8Array[]): Uint8Array {
  const first = blobs[0];
  if (first === undefined || blobs.some((blob) => blob.length !== BLOB_BYTES)) {
    malformed(`whole blobs of ${BLOB_BYTES} bytes`, `${blobs.length} of other sizes`);
  }
  if (first[0] !== 0 || first[1] !== VERSION) malformed(`version ${VERSION}`, String(first[1]));
  const length = viewOf(first).getUint32(2, true);
  if (length === 0 || blobsFor(length) !== blobs.length) {
    malformed(`a length that needs ${blobs.length} blobs`, String(length));
  }
  const stream = new Uint8Array(HEAD_BYTES + length);
  for (let element = 0; element * STREAM_BYTES_PER_ELEMENT < stream.length; element++) {
    const blob = blobs[Math.floor(element / ELEMENTS_PER_BLOB)]!;
    const at = (element % ELEMENTS_PER_BLOB) * ELEMENT_BYTES;
    if (blob[at] !== 0) malformed(`element ${element} to begin with zero`, String(blob[at]));
    const to = element * STREAM_BYTES_PER_ELEMENT;
    const count = Math.min(STREAM_BYTES_PER_ELEMENT, stream.length - to);
    stream.set(blob.subarray(at + 1, at + 1 + count), to);
  }
  return stream.subarray(HEAD_BYTES);
}

function malformed(expected: string, given: string): never {
  throw new NovateError("DA_MALFORMED", `expected ${expected}, got ${given}`);
}
