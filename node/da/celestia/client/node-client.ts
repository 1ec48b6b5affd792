import { decodeBech32 } from "../codec/bech32.ts";
import type { Blob } from "../codec/blob.ts";
import { shareCommitment } from "../codec/commitment.ts";
import { fromInteger, fromRecord, toBase64 } from "../codec/encoding.ts";
import { type CelestiaHeader, headerFromJson } from "../verify/header.ts";
import { type NamespaceRow, namespaceRowsFromJson } from "../verify/namespace-data.ts";
import { type ChannelOptions, openChannel } from "./channel.ts";
import { celestiaError } from "./errors.ts";
import type { RpcCall } from "./http-rpc.ts";

/** How a submission pays, in millionths of a utia per unit of gas: 4,000 is 0.004, the lowest that nodes take. */
export interface SubmitPrice {
  readonly microGasPrice: number;
  readonly maxMicroGasPrice: number;
}

/** Priority of estimates, 1 to 3; ours is explicit, so that it only matters for a node that ignores our price. */
const TX_PRIORITY = 2;

/** The methods of celestia-node that the driver uses. Whatever they return still has to be verified, except headers' roots. */
export interface NodeClient {
  /** Submits blobs in one transaction and returns the height that the node says includes it. */
  submit(blobs: readonly Blob[], price: SubmitPrice, signal?: AbortSignal): Promise<number>;
  header(height: number, signal?: AbortSignal): Promise<CelestiaHeader>;
  /** The newest header that the node has synced. May go backwards between calls. */
  localHead(signal?: AbortSignal): Promise<CelestiaHeader>;
  /** The newest header that the node has heard of: at or above the local one, except when the node lies or restarts. */
  networkHead(signal?: AbortSignal): Promise<CelestiaHeader>;
  namespaceData(height: number, namespace: Uint8Array, signal?: AbortSignal): Promise<NamespaceRow[]>;
  /** Shares `start` to `end - 1` of a block's original square with their proofs, as the node writes them. */
  shareRange(height: number, start: number, end: number, signal?: AbortSignal): Promise<unknown>;
  /** The proof of a block's data root among those of blocks `start` to `end - 1`, as the node writes it. */
  tupleProof(height: number, start: number, end: number, signal?: AbortSignal): Promise<unknown>;
  /** Address bytes of the account that pays. */
  account(signal?: AbortSignal): Promise<Uint8Array>;
  /** Its balance in utia. */
  balance(signal?: AbortSignal): Promise<bigint>;
  /** Yields heights as blocks arrive; ends when the channel does. */
  heights(namespace: Uint8Array, signal: AbortSignal): AsyncIterable<number>;
}

export function createNodeClient(channel: ChannelOptions, call: RpcCall): NodeClient {
  const header = async (height: number, signal?: AbortSignal): Promise<CelestiaHeader> => {
    const found = headerFromJson(await call("header.GetByHeight", [height], signal));
    if (found.height === height) return found;
    throw celestiaError(
      "CELESTIA_PROTOCOL",
      `header.GetByHeight: expected height ${height}, got ${found.height}`,
    );
  };
  return {
    header,
    async submit(blobs, { microGasPrice, maxMicroGasPrice }, signal) {
      const config = {
        gas_price: microGasPrice / 1e6,
        is_gas_price_set: true,
        max_gas_price: maxMicroGasPrice / 1e6,
        tx_priority: TX_PRIORITY,
      };
      return fromInteger(await call("blob.Submit", [blobs.map(blobToJson), config], signal));
    },
    async localHead(signal) {
      return headerFromJson(await call("header.LocalHead", [], signal));
    },
    async networkHead(signal) {
      return headerFromJson(await call("header.NetworkHead", [], signal));
    },
    async namespaceData(height, namespace, signal) {
      return namespaceRowsFromJson(
        await call("share.GetNamespaceData", [height, toBase64(namespace)], signal),
      );
    },
    shareRange: (height, start, end, signal) => call("share.GetRange", [height, start, end], signal),
    tupleProof: (height, start, end, signal) =>
      call("blobstream.GetDataRootTupleInclusionProof", [height, start, end], signal),
    async account(signal) {
      const address = await call("state.AccountAddress", [], signal);
      if (typeof address !== "string")
        throw celestiaError("CELESTIA_PROTOCOL", "state.AccountAddress: expected an address");
      return decodeBech32(address).bytes;
    },
    async balance(signal) {
      const { amount, denom } = fromRecord(await call("state.Balance", [], signal));
      if (denom === "utia" && typeof amount === "string" && /^\d{1,30}$/.test(amount)) return BigInt(amount);
      throw celestiaError("CELESTIA_PROTOCOL", "state.Balance: expected an amount of utia");
    },
    async *heights(namespace, signal) {
      for await (const value of openChannel(channel, "blob.Subscribe", [toBase64(namespace)], signal)) {
        yield fromInteger(fromRecord(value).Height);
      }
    },
  };
}

/** Version 0 must leave the signer out: an empty one is refused. */
function blobToJson(blob: Blob): Record<string, unknown> {
  return {
    namespace: toBase64(blob.namespace),
    data: toBase64(blob.data),
    share_version: blob.shareVersion,
    commitment: toBase64(shareCommitment(blob)),
    ...(blob.signer === undefined ? {} : { signer: toBase64(blob.signer) }),
    index: -1,
  };
}
