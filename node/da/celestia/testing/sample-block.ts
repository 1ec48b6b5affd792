import { encodeBech32 } from "../codec/bech32.ts";
import type { Blob } from "../codec/blob.ts";
import { encodeBlobTx } from "../codec/blob-tx.ts";
import { userNamespace } from "../codec/namespace.ts";
import { bytesField, stringBytes, uintField } from "../codec/protobuf.ts";

/** Bytes of a linear congruential generator (Numerical Recipes): the same for the same seed, everywhere. */
export interface SampleBytes {
  byte(): number;
  /** An integer in [0, bound), bound up to 65,536. */
  below(bound: number): number;
  bytes(length: number): Uint8Array;
}

export function createSampleBytes(seed: number): SampleBytes {
  let state = seed >>> 0;
  const byte = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
  return {
    byte,
    below: (bound) => (byte() * 256 + byte()) % bound,
    bytes: (length) => Uint8Array.from({ length }, byte),
  };
}

export function sampleBlob(from: SampleBytes, length: number): Blob {
  const namespace = userNamespace(Uint8Array.of(1, 0x80 + from.below(5)));
  const data = from.bytes(length);
  return from.below(3) === 0
    ? { namespace, data, shareVersion: 1, signer: from.bytes(20) }
    : { namespace, data, shareVersion: 0 };
}

/** A signed Cosmos transaction is opaque to the square: any bytes that are no BlobTx do. */
function plainTx(from: SampleBytes): Uint8Array {
  const tx = from.bytes(1 + from.below(1_500));
  tx[0] = 0xff;
  return tx;
}

function fibreTx(from: SampleBytes): Uint8Array {
  const promise = Buffer.concat([
    bytesField(3, userNamespace(Uint8Array.of(1, 0x80 + from.below(5)))),
    uintField(5, 1 + from.below(3)),
    bytesField(6, from.bytes(32)),
  ]);
  const message = Buffer.concat([
    bytesField(1, stringBytes(encodeBech32("celestia", from.bytes(20)))),
    bytesField(2, promise),
  ]);
  const any = Buffer.concat([
    bytesField(1, stringBytes("/celestia.fibre.v1.MsgPayForFibre")),
    bytesField(2, message),
  ]);
  return Buffer.concat([bytesField(1, bytesField(1, any)), bytesField(3, from.bytes(64))]);
}

/** Transactions of one block: plain ones, blob transactions with mixed namespaces and versions, pay-for-fibre ones. */
export function sampleBlock(seed: number): Uint8Array[] {
  const from = createSampleBytes(seed);
  const plain = Array.from({ length: from.below(6) }, () => plainTx(from));
  const paying = Array.from({ length: from.below(6) }, () => {
    const tx = from.bytes(100 + from.below(400));
    const blobs = Array.from({ length: 1 + from.below(3) }, () =>
      sampleBlob(from, 1 + from.below(seed % 4 ? 9_000 : 65_000)),
    );
    return encodeBlobTx({ tx, blobs });
  });
  const fibre = seed % 5 === 0 ? Array.from({ length: 1 + from.below(3) }, () => fibreTx(from)) : [];
  return [...plain, ...paying, ...fibre];
}
