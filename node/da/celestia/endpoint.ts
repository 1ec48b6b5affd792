import type { BlockSource } from "./block-source.ts";
import type { SubmitPrice } from "./client/node-client.ts";
import type { Blob } from "./codec/blob.ts";
import type { ShareProofs } from "./share-proofs.ts";

/** Sends blobs and pays for them. */
export interface BlobWriter {
  /**
   * Submits blobs in one transaction and returns the height that is said to include it: a hint, to be verified. Throws the
   * codes of `client/errors.ts`; which of them leave the outcome open says `submitter/verdict.ts`.
   */
  submit(blobs: readonly Blob[], price: SubmitPrice, signal?: AbortSignal): Promise<number>;
  /** Address bytes of the account that pays. */
  account(signal?: AbortSignal): Promise<Uint8Array>;
  /** Its funds in utia. */
  balance(signal?: AbortSignal): Promise<bigint>;
}

/** One way to Celestia: through celestia-node, or straight to a consensus node. */
export interface CelestiaEndpoint {
  readonly writer: BlobWriter;
  readonly source: BlockSource;
  /** Yields heights as blocks arrive, as hints; ends when the channel does. Absent: blocks are found by asking. */
  heights?(namespace: Uint8Array, signal: AbortSignal): AsyncIterable<number>;
  /** What answers challenges of data on L1. */
  readonly proofs: ShareProofs;
}
