import { createNodeSource } from "./block-source.ts";
import { createHttpRpc } from "./client/http-rpc.ts";
import { createNodeClient } from "./client/node-client.ts";
import type { CelestiaEndpoint } from "./endpoint.ts";
import { createShareProofs } from "./share-proofs.ts";

/** Largest answer: all shares of a square of 512 in base64 would not be ours; 64 MiB holds 46 MiB of shares. */
export const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

export interface NodeEndpointOptions {
  /** celestia-node's endpoint, `http://` or `https://`; the WebSocket is at the same place. */
  readonly url: string;
  readonly token?: string;
  /** Longest wait for an answer of a reading method, and of a submission. */
  readonly readTimeoutMs: number;
  readonly submitTimeoutMs: number;
}

/** Reads and writes through one celestia-node, whose key pays. Nothing is sent before the first call. */
export function connectNode(options: NodeEndpointOptions): CelestiaEndpoint {
  const { readTimeoutMs, submitTimeoutMs, token, url } = options;
  const endpoint = { url, maxResponseBytes: MAX_RESPONSE_BYTES, ...(token === undefined ? {} : { token }) };
  const read = createHttpRpc({ ...endpoint, timeoutMs: readTimeoutMs });
  const write = createHttpRpc({ ...endpoint, timeoutMs: submitTimeoutMs });
  const channel = { ...endpoint, url: url.replace(/^http/, "ws"), maxMessageBytes: MAX_RESPONSE_BYTES };
  const client = createNodeClient(channel, (method, params, signal) =>
    (method === "blob.Submit" ? write : read)(method, params, signal),
  );
  return {
    writer: client,
    source: createNodeSource(client),
    heights: (namespace, signal) => client.heights(namespace, signal),
    proofs: createShareProofs(client),
  };
}
