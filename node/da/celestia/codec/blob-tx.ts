import { NovateError } from "../../../primitives/error.ts";
import { type Blob, checkBlobShape } from "./blob.ts";
import {
  allBytes,
  bytesField,
  lastBytes,
  lastUint32,
  optionalBytesField,
  packedField,
  readFields,
  stringBytes,
  uintField,
} from "./protobuf.ts";

const BLOB_TX_TYPE = "BLOB";
const INDEX_WRAPPER_TYPE = "INDX";

/** A transaction that pays for blobs, with the blobs it pays for (`proto/blob/v4/blob.proto`). */
export interface BlobTx {
  /** The signed Cosmos transaction; its SHA-256 is the transaction's hash. */
  readonly tx: Uint8Array;
  readonly blobs: readonly Blob[];
}

/** Canonical bytes: fields in order, defaults left out. celestia-app refuses any other form from version 10 on. */
export function encodeBlobTx({ tx, blobs }: BlobTx): Uint8Array {
  return Buffer.concat([
    optionalBytesField(1, tx),
    ...blobs.map((blob) => bytesField(2, encodeBlob(blob))),
    bytesField(3, stringBytes(BLOB_TX_TYPE)),
  ]);
}

function encodeBlob(blob: Blob): Uint8Array {
  return Buffer.concat([
    optionalBytesField(1, blob.namespace.subarray(1)),
    optionalBytesField(2, blob.data),
    uintField(3, blob.shareVersion),
    uintField(4, blob.namespace[0]!),
    optionalBytesField(5, blob.signer ?? new Uint8Array(0)),
  ]);
}

/**
 * Decodes a BlobTx, or returns undefined when the bytes are another kind of transaction. Throws `CELESTIA_BLOB_TX` when
 * they say they are a BlobTx but hold no blob or one that no chain could have accepted.
 */
export function decodeBlobTx(bytes: Uint8Array): BlobTx | undefined {
  const parsed = parse(bytes);
  if (parsed === undefined) return undefined;
  if (parsed.blobs.length === 0)
    throw new NovateError("CELESTIA_BLOB_TX", "expected at least one blob, got none");
  for (const [index, blob] of parsed.blobs.entries()) {
    try {
      checkBlobShape(blob);
    } catch (cause) {
      throw new NovateError("CELESTIA_BLOB_TX", `blob ${index} is invalid`, { index }, { cause });
    }
  }
  return parsed;
}

function parse(bytes: Uint8Array): BlobTx | undefined {
  try {
    const fields = readFields(bytes);
    if (new TextDecoder().decode(lastBytes(fields, 3)) !== BLOB_TX_TYPE) return undefined;
    return { tx: lastBytes(fields, 1), blobs: allBytes(fields, 2).map(decodeBlob) };
  } catch (error) {
    if (error instanceof NovateError && error.code === "CELESTIA_PROTOBUF") return undefined;
    throw error;
  }
}

function decodeBlob(bytes: Uint8Array): Blob {
  const fields = readFields(bytes);
  const signer = lastBytes(fields, 5);
  return {
    namespace: Buffer.concat([Uint8Array.of(lastUint32(fields, 4)), lastBytes(fields, 1)]),
    data: lastBytes(fields, 2),
    shareVersion: lastUint32(fields, 3),
    ...(signer.length === 0 ? {} : { signer }),
  };
}

/** A paying transaction as it stands in the square: with the first share index of each blob it pays for. */
export function encodeIndexWrapper(tx: Uint8Array, shareIndexes: readonly number[]): Uint8Array {
  return Buffer.concat([
    optionalBytesField(1, tx),
    packedField(2, shareIndexes),
    bytesField(3, stringBytes(INDEX_WRAPPER_TYPE)),
  ]);
}
