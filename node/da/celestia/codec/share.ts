import { NovateError } from "../../../primitives/error.ts";
import { SHARE_BYTES } from "../kernel/kernel.ts";
import { NAMESPACE_BYTES } from "./namespace.ts";

export { SHARE_BYTES };

/** Address bytes of the account that pays, in the first share of a version 1 or 2 sequence. */
export const SIGNER_BYTES = 20;
/** Offset of version << 1 | sequence start. */
export const INFO_OFFSET: number = NAMESPACE_BYTES;
/** Offset of the sequence's length (u32, big endian) in its first share. */
export const LENGTH_OFFSET: number = INFO_OFFSET + 1;
/** Offset of the content in the first and in the following shares of a blob without signer. */
export const FIRST_CONTENT_OFFSET: number = LENGTH_OFFSET + 4;
export const NEXT_CONTENT_OFFSET: number = INFO_OFFSET + 1;

/** Namespace, version, start flag and length of one share of 512 bytes. */
export interface ShareHeader {
  readonly namespace: Uint8Array;
  readonly version: number;
  readonly isStart: boolean;
  /** Length of the sequence in bytes, without a signer; 0 in a share that does not start one. */
  readonly sequenceLength: number;
}

export function readShareHeader(share: Uint8Array): ShareHeader {
  if (share.length !== SHARE_BYTES) {
    throw new NovateError("CELESTIA_SHARE", `expected a share of ${SHARE_BYTES} bytes, got ${share.length}`);
  }
  const info = share[INFO_OFFSET]!;
  const isStart = (info & 1) === 1;
  return {
    namespace: share.subarray(0, NAMESPACE_BYTES),
    version: info >>> 1,
    isStart,
    sequenceLength: isStart ? readUint32(share, LENGTH_OFFSET) : 0,
  };
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);
}

export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).setUint32(at, value);
}

/** Fills `shares` (whole shares, zeroed) with padding of a namespace: a sequence start of length zero. */
export function writePadding(shares: Uint8Array, namespace: Uint8Array, version: number): void {
  for (let at = 0; at < shares.length; at += SHARE_BYTES) {
    shares.set(namespace, at);
    shares[at + INFO_OFFSET] = (version << 1) | 1;
  }
}
