import type { NodeClient } from "./client/node-client.ts";
import type { PlacedBlob } from "./codec/read-blobs.ts";
import { rowsOfNamespace, verifiedBlobs } from "./verify/namespace-data.ts";

/** Which block: `hash` is what the commit names. */
export interface BlockId {
  readonly height: number;
  readonly chainId: string;
  readonly hash: Uint8Array;
}

export interface NamespaceBlock {
  readonly id: BlockId;
  /** Every blob of the namespace in the block, in the order of the square; none can be missing, added or changed. */
  readonly blobs: readonly PlacedBlob[];
}

/**
 * Where blocks are read. Whatever is returned must be verified against the block's data hash; a source is trusted for
 * headers alone. Throws the codes of `client/errors.ts`, and `DA_MISMATCH` for what does not verify.
 */
export interface BlockSource {
  /** The newest block that can be read whole. May go backwards between calls. */
  head(signal?: AbortSignal): Promise<BlockId>;
  /** The newest block heard of: at or above `head`, except when the endpoint lies or restarts. */
  networkHead(signal?: AbortSignal): Promise<BlockId>;
  /** The block at a height, by its header alone. */
  id(height: number, signal?: AbortSignal): Promise<BlockId>;
  block(height: number, namespace: Uint8Array, signal?: AbortSignal): Promise<NamespaceBlock>;
}

/** Reads through celestia-node: a header, and the namespace's shares with proofs, of every row that may hold it. */
export function createNodeSource(client: NodeClient): BlockSource {
  return {
    head: (signal) => client.localHead(signal),
    networkHead: (signal) => client.networkHead(signal),
    id: (height, signal) => client.header(height, signal),
    async block(height, namespace, signal) {
      const header = await client.header(height, signal);
      if (rowsOfNamespace(header, namespace).length === 0) return { id: header, blobs: [] };
      const rows = await client.namespaceData(height, namespace, signal);
      return { id: header, blobs: verifiedBlobs(header, namespace, rows) };
    },
  };
}
