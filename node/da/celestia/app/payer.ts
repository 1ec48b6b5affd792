import { BroadcastTxError, SigningStargateClient } from "@cosmjs/stargate";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { NovateError } from "../../../primitives/error.ts";
import { celestiaError, methodError } from "../client/errors.ts";
import type { SubmitPrice } from "../client/node-client.ts";
import type { Blob } from "../codec/blob.ts";
import { encodeBlobTx } from "../codec/blob-tx.ts";
import { shareCommitment } from "../codec/commitment.ts";
import { toUpperHex } from "../codec/encoding.ts";
import { PAY_FOR_BLOBS_TYPE_URL, type PayForBlobs } from "../codec/pay-for-blobs.ts";
import { bytesField } from "../codec/protobuf.ts";
import { sha256 } from "../codec/sha256.ts";
import { feeUp, payForBlobsGas } from "../gas.ts";
import type { CelestiaKey } from "./key.ts";
import { celestiaAddress, createOfflineSigner, createRegistry } from "./signing.ts";

/** A signed payment with the blobs it pays for, ready to be sent, any number of times. */
export interface BlobPayment {
  /** The whole BlobTx. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the signed part: the hash that the chain knows it by. */
  readonly hash: Uint8Array;
  readonly sequence: number;
}

/** Builds, signs and broadcasts payments of one account. */
export interface Payer {
  readonly address: string;
  /** The account's next sequence as the newest block has it. Throws `CELESTIA_ACCOUNT` when the chain does not know it. */
  committedSequence(): Promise<number>;
  /** Gas is the formula's, the fee the gas times the price, rounded up. */
  sign(blobs: readonly Blob[], price: SubmitPrice, sequence: number): Promise<BlobPayment>;
  /** Hands it to the mempool. Throws the codes of `client/errors.ts`; `CELESTIA_PENDING` when it is there already. */
  broadcast(payment: BlobPayment): Promise<void>;
  /** utia. */
  balance(): Promise<bigint>;
}

export function createPayer(key: CelestiaKey, comet: Comet38Client): Payer {
  const address = celestiaAddress(key);
  const client = SigningStargateClient.createWithSigner(comet, createOfflineSigner(key), {
    registry: createRegistry(),
  });
  let identity: Promise<{ chainId: string; accountNumber: bigint }> | undefined;

  /** Chain and account number never change: asked for once, again after a failure. */
  const identify = () => {
    identity ??= Promise.all([client.getChainId(), account()]).then(([chainId, { accountNumber }]) => ({
      chainId,
      accountNumber,
    }));
    identity.catch(() => {
      identity = undefined;
    });
    return identity;
  };

  const account = async () => {
    const found = await asCelestiaError(() => client.getAccount(address));
    if (found !== null) return found;
    throw celestiaError("CELESTIA_ACCOUNT", `expected ${address} to have funds, the chain does not know it`);
  };

  return {
    address,
    committedSequence: async () => (await account()).sequence,
    async sign(blobs, { microGasPrice }, sequence) {
      const { accountNumber, chainId } = await identify();
      const gas = payForBlobsGas(
        blobs.map(({ data, signer }) => ({ length: data.length, hasSigner: signer !== undefined })),
      );
      const fee = feeUp(gas, microGasPrice / 1e6);
      const value: PayForBlobs = {
        signer: address,
        namespaces: blobs.map(({ namespace }) => namespace),
        blobSizes: blobs.map(({ data }) => data.length),
        shareCommitments: blobs.map((blob) => shareCommitment(blob)),
        shareVersions: blobs.map(({ shareVersion }) => shareVersion),
      };
      const paid = { amount: [{ denom: "utia", amount: fee.toString() }], gas: String(gas) };
      const message = { typeUrl: PAY_FOR_BLOBS_TYPE_URL, value };
      const signed = await client.sign(address, [message], paid, "", { accountNumber, sequence, chainId });
      const tx = Buffer.concat([
        bytesField(1, signed.bodyBytes),
        bytesField(2, signed.authInfoBytes),
        ...signed.signatures.map((signature) => bytesField(3, signature)),
      ]);
      return { bytes: encodeBlobTx({ tx, blobs }), hash: sha256(tx), sequence };
    },
    broadcast: ({ bytes, hash }) =>
      asCelestiaError(async () => {
        try {
          await client.broadcastTxSync(bytes);
        } catch (error) {
          if (!(error instanceof BroadcastTxError)) throw error;
          const text = `broadcast tx error: hash ${toUpperHex(hash)} error: ${error.log ?? ""} code: ${error.code}`;
          throw methodError("broadcast_tx_sync", text);
        }
      }),
    async balance() {
      const { amount, denom } = await asCelestiaError(() => client.getBalance(address, "utia"));
      if (denom === "utia" && /^\d{1,30}$/.test(amount)) return BigInt(amount);
      throw celestiaError("CELESTIA_PROTOCOL", "bank balance: expected an amount of utia");
    },
  };
}

/** CosmJS throws plain errors for answers it cannot read: those say nothing about what happened. */
async function asCelestiaError<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof NovateError) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw celestiaError("CELESTIA_PROTOCOL", text, error);
  }
}
