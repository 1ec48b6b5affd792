import {
  allBytes,
  allUint32,
  bytesField,
  lastBytes,
  optionalBytesField,
  packedField,
  readFields,
  stringBytes,
} from "./protobuf.ts";

export const PAY_FOR_BLOBS_TYPE_URL = "/celestia.blob.v1.MsgPayForBlobs";

/** `celestia.blob.v1.MsgPayForBlobs`: the lists have one entry per blob, in the order of the blobs. */
export interface PayForBlobs {
  /** Bech32 address, prefix `celestia`. */
  readonly signer: string;
  /** 29 bytes each. */
  readonly namespaces: readonly Uint8Array[];
  /** Lengths of the data in bytes, signers not counted. */
  readonly blobSizes: readonly number[];
  readonly shareCommitments: readonly Uint8Array[];
  readonly shareVersions: readonly number[];
}

export function encodePayForBlobs(message: PayForBlobs): Uint8Array {
  return Buffer.concat([
    optionalBytesField(1, stringBytes(message.signer)),
    ...message.namespaces.map((namespace) => bytesField(2, namespace)),
    packedField(3, message.blobSizes),
    ...message.shareCommitments.map((commitment) => bytesField(4, commitment)),
    packedField(8, message.shareVersions),
  ]);
}

/** Throws `CELESTIA_PROTOBUF` for bytes that are no protobuf message. */
export function decodePayForBlobs(bytes: Uint8Array): PayForBlobs {
  const fields = readFields(bytes);
  return {
    signer: new TextDecoder().decode(lastBytes(fields, 1)),
    namespaces: allBytes(fields, 2),
    blobSizes: allUint32(fields, 3),
    shareCommitments: allBytes(fields, 4),
    shareVersions: allUint32(fields, 8),
  };
}

/** Messages of a Cosmos transaction (TxRaw or Tx bytes): type URL and value. Throws `CELESTIA_PROTOBUF`. */
export function readMessages(tx: Uint8Array): Array<{ typeUrl: string; value: Uint8Array }> {
  const body = readFields(lastBytes(readFields(tx), 1));
  return allBytes(body, 1).map((any) => {
    const fields = readFields(any);
    return { typeUrl: new TextDecoder().decode(lastBytes(fields, 1)), value: lastBytes(fields, 2) };
  });
}
