import { NovateError } from "../../../primitives/error.ts";
import { checkBlobNamespace, NAMESPACE_BYTES } from "./namespace.ts";
import {
  FIRST_CONTENT_OFFSET,
  INFO_OFFSET,
  LENGTH_OFFSET,
  NEXT_CONTENT_OFFSET,
  SHARE_BYTES,
  SIGNER_BYTES,
  writeUint32,
} from "./share.ts";

/** A fibre system blob holds a version (4 bytes) and a commitment (32 bytes). */
export const FIBRE_DATA_BYTES = 36;

export interface Blob {
  readonly namespace: Uint8Array;
  /** At least one byte. */
  readonly data: Uint8Array;
  /** 0: plain; 1: with signer; 2: system blob of a pay-for-fibre transaction, never in a BlobTx of a user. */
  readonly shareVersion: number;
  /** The 20 address bytes; present exactly in versions 1 and 2. */
  readonly signer?: Uint8Array;
}

/** Throws `CELESTIA_BLOB` or `CELESTIA_NAMESPACE` unless the blob may be posted in a BlobTx. */
export function checkBlob(blob: Blob): void {
  checkBlobNamespace(blob.namespace);
  checkBlobShape(blob);
  if (blob.shareVersion > 1) {
    throw new NovateError("CELESTIA_BLOB", `expected share version 0 or 1, got ${blob.shareVersion}`);
  }
}

/** Throws `CELESTIA_BLOB` unless data, version and signer fit together (go-square `NewBlob`). */
export function checkBlobShape(blob: Blob): void {
  const { data, namespace, shareVersion, signer } = blob;
  if (data.length === 0) throw new NovateError("CELESTIA_BLOB", "expected data, got an empty blob");
  if (namespace.length !== NAMESPACE_BYTES || namespace[0] !== 0) {
    throw new NovateError("CELESTIA_BLOB", "expected a version 0 namespace of 29 bytes");
  }
  if (shareVersion === 0) {
    if (signer !== undefined)
      throw new NovateError("CELESTIA_BLOB", "share version 0 does not support signer");
    return;
  }
  if (shareVersion !== 1 && shareVersion !== 2) {
    throw new NovateError("CELESTIA_BLOB", `expected share version 0, 1 or 2, got ${shareVersion}`);
  }
  if (signer?.length !== SIGNER_BYTES) {
    throw new NovateError(
      "CELESTIA_BLOB",
      `share version ${shareVersion} requires signer of size ${SIGNER_BYTES} bytes`,
    );
  }
  if (shareVersion === 2 && data.length !== FIBRE_DATA_BYTES) {
    throw new NovateError("CELESTIA_BLOB", `share version 2 requires data of size ${FIBRE_DATA_BYTES} bytes`);
  }
}

/** Shares that a blob of `length` bytes takes: 478 (458 with signer) in the first, 482 in each further one. */
export function blobShareCount(length: number, hasSigner: boolean): number {
  const first = SHARE_BYTES - FIRST_CONTENT_OFFSET - (hasSigner ? SIGNER_BYTES : 0);
  if (length <= first) return 1;
  return 1 + Math.ceil((length - first) / (SHARE_BYTES - NEXT_CONTENT_OFFSET));
}

export function sharesOf(blob: Blob): number {
  return blobShareCount(blob.data.length, blob.signer !== undefined);
}

/** Writes a blob's shares into `shares`, which must be zeroed and have room from share `start` on. */
export function writeBlobShares(blob: Blob, shares: Uint8Array, start: number): void {
  const { data, namespace, shareVersion, signer } = blob;
  let read = 0;
  for (let index = start; read < data.length; index++) {
    const share = shares.subarray(index * SHARE_BYTES, (index + 1) * SHARE_BYTES);
    const isStart = read === 0;
    share.set(namespace);
    share[INFO_OFFSET] = (shareVersion << 1) | (isStart ? 1 : 0);
    let write = NEXT_CONTENT_OFFSET;
    if (isStart) {
      writeUint32(share, LENGTH_OFFSET, data.length);
      write = FIRST_CONTENT_OFFSET;
      if (signer !== undefined) {
        share.set(signer, write);
        write += SIGNER_BYTES;
      }
    }
    const chunk = data.subarray(read, read + SHARE_BYTES - write);
    share.set(chunk, write);
    read += chunk.length;
  }
}

/** The shares of one blob, contiguous. */
export function blobToShares(blob: Blob): Uint8Array {
  checkBlobShape(blob);
  const shares = new Uint8Array(sharesOf(blob) * SHARE_BYTES);
  writeBlobShares(blob, shares, 0);
  return shares;
}
