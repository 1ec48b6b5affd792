import {
  type DirectSignResponse,
  encodePubkey,
  makeSignBytes,
  type OfflineDirectSigner,
  Registry,
} from "@cosmjs/proto-signing";
import { encodeBech32 } from "../codec/bech32.ts";
import { toBase64 } from "../codec/encoding.ts";
import {
  decodePayForBlobs,
  encodePayForBlobs,
  PAY_FOR_BLOBS_TYPE_URL,
  type PayForBlobs,
} from "../codec/pay-for-blobs.ts";
import { sha256 } from "../codec/sha256.ts";
import { addressOfKey, type CelestiaKey } from "./key.ts";

type SignDoc = Parameters<OfflineDirectSigner["signDirect"]>[1];

/** An account of celestia-app as text. */
export function celestiaAddress(key: Pick<CelestiaKey, "publicKey">): string {
  return encodeBech32("celestia", addressOfKey(key.publicKey));
}

/** CosmJS's signer over a key whose secret we never see. */
export function createOfflineSigner(key: CelestiaKey): OfflineDirectSigner {
  const address = celestiaAddress(key);
  const pubkey = { type: "tendermint/PubKeySecp256k1", value: toBase64(key.publicKey) };
  // A changed name in CosmJS must not go unnoticed until the first payment.
  encodePubkey(pubkey);
  return {
    getAccounts: async () => [{ address, algo: "secp256k1", pubkey: key.publicKey }],
    async signDirect(_address: string, signed: SignDoc): Promise<DirectSignResponse> {
      const signature = await key.sign(sha256(makeSignBytes(signed)));
      return { signed, signature: { pub_key: pubkey, signature: toBase64(signature) } };
    },
  };
}

/** Knows the one message we send, by our own encoder. */
export function createRegistry(): Registry {
  return new Registry([
    [
      PAY_FOR_BLOBS_TYPE_URL,
      {
        encode: (message: PayForBlobs) => ({ finish: () => encodePayForBlobs(message) }),
        decode: (bytes: Uint8Array) => decodePayForBlobs(bytes),
        fromPartial: (message: PayForBlobs) => message,
      } as never,
    ],
  ]);
}
