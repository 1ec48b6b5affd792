import { NovateError } from "../../primitives/error.ts";
import type { NodeClient } from "./client/node-client.ts";
import { equalBytes } from "./codec/namespace.ts";
import type { PlacedBlob } from "./codec/read-blobs.ts";
import type { CelestiaHeader } from "./verify/header.ts";
import { rowsOfNamespace, verifiedBlobs } from "./verify/namespace-data.ts";

/** Headers that are remembered to notice an endpoint that tells two stories. */
const MAX_REMEMBERED_HEADERS = 256;

export interface NamespaceReaderOptions {
  /** 29 bytes. */
  readonly namespace: Uint8Array;
  /** Address bytes of the account whose blobs count. Anyone may write to the namespace; others' blobs are skipped. */
  readonly signer: Uint8Array;
  /** Expected chain; without it, the first header's chain is kept. */
  readonly chainId?: string;
}

/** Reads our namespace, verified against headers, from one endpoint that may lag, go backwards or lie. */
export interface NamespaceReader {
  /** The highest head seen so far. Never goes backwards. */
  head(signal?: AbortSignal): Promise<number>;
  /**
   * Our signer's blobs in a block, in the order of the square. Every share of the namespace is verified, so that none can
   * be withheld; cost is bounded by the square. Throws `DA_MISMATCH` or `DA_UNAVAILABLE`.
   */
  blobsAt(height: number, signal?: AbortSignal): Promise<PlacedBlob[]>;
}

export function createNamespaceReader(
  options: NamespaceReaderOptions,
  { client }: { readonly client: NodeClient },
): NamespaceReader {
  const { namespace, signer } = options;
  const hashes = new Map<number, Uint8Array>();
  let chainId = options.chainId;
  let highest = 0;

  /** One chain, and one block per height: Celestia is final after one block. */
  const accept = (header: CelestiaHeader): CelestiaHeader => {
    chainId ??= header.chainId;
    if (header.chainId !== chainId) {
      throw new NovateError("DA_MISMATCH", `expected chain ${chainId}, got ${header.chainId}`);
    }
    const known = hashes.get(header.height);
    if (known !== undefined && !equalBytes(known, header.hash)) {
      throw new NovateError("DA_MISMATCH", "expected the block seen before at this height", {
        height: header.height,
      });
    }
    if (known === undefined && hashes.size >= MAX_REMEMBERED_HEADERS)
      hashes.delete(hashes.keys().next().value!);
    hashes.set(header.height, header.hash);
    return header;
  };

  return {
    head: (signal) =>
      asPortError(async () => {
        highest = Math.max(highest, accept(await client.localHead(signal)).height);
        return highest;
      }),
    blobsAt: (height, signal) =>
      asPortError(async () => {
        const header = accept(await client.header(height, signal));
        if (rowsOfNamespace(header, namespace).length === 0) return [];
        const blobs = verifiedBlobs(header, namespace, await client.namespaceData(height, namespace, signal));
        return blobs.filter((blob) => blob.shareVersion === 1 && equalBytes(blob.signer!, signer));
      }),
  };
}

/** Codes of answers that no honest endpoint gives. */
const LIES = new Set(["CELESTIA_ENCODING", "CELESTIA_SHARE", "CELESTIA_BLOB"]);

/** Runs `action`; an endpoint's failures become `DA_UNAVAILABLE`, its impossible answers `DA_MISMATCH`. */
export async function asPortError<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof NovateError) || error.code.startsWith("DA_")) throw error;
    const code = LIES.has(error.code) ? "DA_MISMATCH" : "DA_UNAVAILABLE";
    throw new NovateError(code, error.message, { ...error.data, endpointCode: error.code }, { cause: error });
  }
}
