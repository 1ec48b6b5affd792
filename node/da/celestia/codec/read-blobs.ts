import { NovateError } from "../../../primitives/error.ts";
import { type Blob, blobShareCount, checkBlobShape } from "./blob.ts";
import {
  FIRST_CONTENT_OFFSET,
  NEXT_CONTENT_OFFSET,
  readShareHeader,
  SHARE_BYTES,
  SIGNER_BYTES,
} from "./share.ts";

export interface PlacedBlob extends Blob {
  /** Index of the first share within the shares that were read. */
  readonly start: number;
  readonly shareCount: number;
}

/**
 * Reads the blobs out of the consecutive shares of one namespace; padding is skipped. Work is linear in the shares.
 * Throws `CELESTIA_SHARE` when a sequence is cut off or a share continues none: then the range is not a namespace's whole.
 */
export function readBlobs(shares: Uint8Array): PlacedBlob[] {
  if (shares.length % SHARE_BYTES !== 0) {
    throw new NovateError(
      "CELESTIA_SHARE",
      `expected a multiple of ${SHARE_BYTES} bytes, got ${shares.length}`,
    );
  }
  const blobs: PlacedBlob[] = [];
  const count = shares.length / SHARE_BYTES;
  let index = 0;
  while (index < count) {
    const header = readShareHeader(shareAt(shares, index));
    if (!header.isStart) throw new NovateError("CELESTIA_SHARE", `share ${index} continues no sequence`);
    if (header.sequenceLength === 0) {
      index++;
      continue;
    }
    const blob = readBlob(shares, index, count);
    blobs.push(blob);
    index += blob.shareCount;
  }
  return blobs;
}

function shareAt(shares: Uint8Array, index: number): Uint8Array {
  return shares.subarray(index * SHARE_BYTES, (index + 1) * SHARE_BYTES);
}

function readBlob(shares: Uint8Array, start: number, count: number): PlacedBlob {
  const { namespace, sequenceLength, version } = readShareHeader(shareAt(shares, start));
  const hasSigner = version === 1 || version === 2;
  const shareCount = blobShareCount(sequenceLength, hasSigner);
  if (start + shareCount > count) {
    throw new NovateError(
      "CELESTIA_SHARE",
      `expected ${shareCount} shares from ${start}, got ${count - start}`,
    );
  }
  const data = new Uint8Array(sequenceLength);
  let written = 0;
  for (let index = start; index < start + shareCount; index++) {
    const share = shareAt(shares, index);
    const header = readShareHeader(share);
    if (
      Buffer.compare(header.namespace, namespace) !== 0 ||
      header.version !== version ||
      header.isStart !== (index === start)
    ) {
      throw new NovateError(
        "CELESTIA_SHARE",
        `share ${index} does not belong to the sequence of share ${start}`,
      );
    }
    const first = FIRST_CONTENT_OFFSET + (hasSigner ? SIGNER_BYTES : 0);
    const content = share.subarray(header.isStart ? first : NEXT_CONTENT_OFFSET);
    data.set(content.subarray(0, sequenceLength - written), written);
    written += content.length;
  }
  const signer = shareAt(shares, start).slice(FIRST_CONTENT_OFFSET, FIRST_CONTENT_OFFSET + SIGNER_BYTES);
  const blob = {
    namespace: namespace.slice(),
    data,
    shareVersion: version,
    ...(hasSigner ? { signer } : {}),
    start,
    shareCount,
  };
  checkBlobShape(blob);
  return blob;
}
