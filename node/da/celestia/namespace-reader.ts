import { NovateError } from "../../primitives/error.ts";
import type { BlockId, BlockSource } from "./block-source.ts";
import { equalBytes } from "./codec/namespace.ts";
import type { PlacedBlob } from "./codec/read-blobs.ts";

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

export interface NamespaceReaderDependencies {
  readonly source: BlockSource;
  /** A second endpoint: a block counts only when both name the same one at its height. */
  readonly witness?: BlockSource;
}

/** Reads our namespace, verified against headers, from an endpoint that may lag, go backwards or lie. */
export interface NamespaceReader {
  /** The highest head seen so far. Never goes backwards. */
  head(signal?: AbortSignal): Promise<number>;
  /**
   * Our signer's blobs in a block, in the order of the square. Every share of the namespace is verified, so that none can
   * be withheld; cost is bounded by the square. Throws `DA_MISMATCH` or `DA_UNAVAILABLE`.
   */
  blobsAt(height: number, signal?: AbortSignal): Promise<PlacedBlob[]>;
  /** Everybody's blobs of the namespace in a block, as L1 opens them by their place, whoever signed. Verified and throwing alike. */
  allBlobsAt(height: number, signal?: AbortSignal): Promise<PlacedBlob[]>;
}

export function createNamespaceReader(
  options: NamespaceReaderOptions,
  { source, witness }: NamespaceReaderDependencies,
): NamespaceReader {
  const { namespace, signer } = options;
  const hashes = new Map<number, Uint8Array>();
  const witnessed = new Set<number>();
  let chainId = options.chainId;
  let highest = 0;

  /** One chain, and one block per height: Celestia is final after one block. */
  const accept = (id: BlockId): void => {
    chainId ??= id.chainId;
    if (id.chainId !== chainId) {
      throw new NovateError("DA_MISMATCH", `expected chain ${chainId}, got ${id.chainId}`);
    }
    const known = hashes.get(id.height);
    if (known !== undefined && !equalBytes(known, id.hash)) {
      throw new NovateError("DA_MISMATCH", "expected the block seen before at this height", {
        height: id.height,
      });
    }
    if (known !== undefined) return;
    if (hashes.size >= MAX_REMEMBERED_HEADERS) {
      const oldest = hashes.keys().next().value!;
      hashes.delete(oldest);
      witnessed.delete(oldest);
    }
    hashes.set(id.height, id.hash);
  };

  /** Asks the second endpoint once per block. Its silence is unavailability, its dissent a mismatch. */
  const confirm = async (id: BlockId, signal?: AbortSignal): Promise<void> => {
    if (witness === undefined || witnessed.has(id.height)) return;
    const other = await witness.id(id.height, signal);
    if (other.chainId !== id.chainId || !equalBytes(other.hash, id.hash)) {
      throw new NovateError("DA_MISMATCH", "expected both endpoints to name the same block", {
        height: id.height,
        first: Buffer.from(id.hash).toString("hex"),
        second: Buffer.from(other.hash).toString("hex"),
      });
    }
    witnessed.add(id.height);
  };

  const allBlobsAt = (height: number, signal?: AbortSignal): Promise<PlacedBlob[]> =>
    asPortError(async () => {
      const { id, blobs } = await source.block(height, namespace, signal);
      accept(id);
      await confirm(id, signal);
      return blobs.filter(({ shareVersion }) => shareVersion <= 1);
    });

  return {
    allBlobsAt,
    head: (signal) =>
      asPortError(async () => {
        const id = await source.head(signal);
        accept(id);
        highest = Math.max(highest, id.height);
        return highest;
      }),
    async blobsAt(height, signal) {
      const blobs = await allBlobsAt(height, signal);
      return blobs.filter((blob) => blob.shareVersion === 1 && equalBytes(blob.signer!, signer));
    },
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
