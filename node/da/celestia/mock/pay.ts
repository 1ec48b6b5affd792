import { decodeBech32, encodeBech32 } from "../codec/bech32.ts";
import type { Blob } from "../codec/blob.ts";
import { decodeBlobTx, encodeBlobTx } from "../codec/blob-tx.ts";
import { shareCommitment } from "../codec/commitment.ts";
import {
  decodePayForBlobs,
  encodePayForBlobs,
  PAY_FOR_BLOBS_TYPE_URL,
  readMessages,
} from "../codec/pay-for-blobs.ts";
import { bytesField, lastBytes, readFields, stringBytes, uintField } from "../codec/protobuf.ts";
import { sha256 } from "../codec/sha256.ts";

export interface Payment {
  readonly signer: Uint8Array;
  readonly sequence: number;
  readonly gas: number;
  readonly fee: bigint;
}

export function addressText(address: Uint8Array): string {
  return encodeBech32("celestia", address);
}

/** A BlobTx of the form and size of a real one. The signature is a hash, because nobody here checks it. */
export function createBlobTx(blobs: readonly Blob[], { fee, gas, sequence, signer }: Payment): Uint8Array {
  const message = encodePayForBlobs({
    signer: addressText(signer),
    namespaces: blobs.map((blob) => blob.namespace),
    blobSizes: blobs.map((blob) => blob.data.length),
    shareCommitments: blobs.map((blob) => shareCommitment(blob)),
    shareVersions: blobs.map((blob) => blob.shareVersion),
  });
  const any = Buffer.concat([bytesField(1, stringBytes(PAY_FOR_BLOBS_TYPE_URL)), bytesField(2, message)]);
  const coin = Buffer.concat([
    bytesField(1, stringBytes("utia")),
    bytesField(2, stringBytes(fee.toString())),
  ]);
  const authInfo = Buffer.concat([
    bytesField(1, uintField(3, sequence)),
    bytesField(2, Buffer.concat([bytesField(1, coin), uintField(2, gas)])),
  ]);
  const body = bytesField(1, any);
  const half = sha256(body, authInfo);
  const tx = Buffer.concat([
    bytesField(1, body),
    bytesField(2, authInfo),
    bytesField(3, Buffer.concat([half, half])),
  ]);
  return encodeBlobTx({ tx, blobs });
}

export interface PaymentFacts {
  /** 20 bytes. */
  readonly signer: Uint8Array;
  readonly fee: bigint;
  /** SHA-256 of the signed part. */
  readonly hash: Uint8Array;
}

/** Who pays what in a BlobTx; undefined for any other transaction. */
export function paymentOf(tx: Uint8Array): PaymentFacts | undefined {
  const signed = decodeBlobTx(tx)?.tx;
  const message = signed === undefined ? undefined : readMessages(signed)[0];
  if (signed === undefined || message?.typeUrl !== PAY_FOR_BLOBS_TYPE_URL) return undefined;
  const fee = readFields(lastBytes(readFields(lastBytes(readFields(signed), 2)), 2));
  const amount = new TextDecoder().decode(lastBytes(readFields(lastBytes(fee, 1)), 2));
  return {
    signer: decodeBech32(decodePayForBlobs(message.value).signer).bytes,
    fee: BigInt(amount),
    hash: sha256(signed),
  };
}
