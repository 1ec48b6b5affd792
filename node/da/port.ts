import type { BlobSidecar } from "./ethereum/port.ts";

/**
 * The data-availability port. Every driver passes the same suite (`node/da/suite.ts`).
 *
 * Must clauses:
 * - `submit` must either return a receipt of data that is included, or report that the outcome is unknown; it must never
 *   say "failed" for data that may still be included. Submitting the same payload again must be harmless.
 * - `read` and `find` must return only verified bytes; a lying endpoint is an error. `find`, and `read` where L1 checks a batch's
 *   commitment or has no other place: of the commitment, recomputed locally. `read` of Celestia: what lies at the place, as L1 opens it.
 * - `read` must tell three failures apart, because derivation acts differently on them: `DA_UNAVAILABLE` and `DA_MISMATCH`
 *   (an endpoint is silent or lies: retry, never skip), and `DA_ABSENT` (the layer itself proves that the pointer does not
 *   hold data of that commitment, for every reader and for ever: the batch is void).
 * - A receipt must be verifiable without whoever issued it: `read` of its pointer on another node gives the payload, or an error.
 * - `head` must never go backwards within a process.
 * - Foreign bytes (other writers of the namespace) must be skipped at bounded cost.
 */
export interface DaPointer {
  /** 0 local, 1 celestia, 2 ethereum: the same numbers as `Inbox.Batch.daKind`; 3 names L1's own messages, not a layer. */
  readonly kind: 0 | 1 | 2 | 3;
  readonly height: bigint;
  /** Driver-specific start (share index for celestia, low 32 bits of the byte offset for local). */
  readonly start: number;
  /** Driver-specific length (shares for celestia, bytes for local). */
  readonly length: number;
  readonly commitment: Uint8Array;
}

export type SubmitOutcome =
  | { readonly status: "included"; readonly pointer: DaPointer }
  | { readonly status: "unknown"; readonly commitment: Uint8Array; readonly reason: string }
  | { readonly status: "refused"; readonly code: string; readonly reason: string };

export interface Attachment {
  readonly pointer: DaPointer;
  readonly sidecar: BlobSidecar;
}

export interface DataAvailability {
  readonly kind: DaPointer["kind"];
  /** Largest payload one `submit` takes, in bytes. */
  readonly maxPayloadBytes: number;
  /** The commitment the driver would give `payload`, computed locally. */
  commit(payload: Uint8Array): Uint8Array;
  submit(payload: Uint8Array, signal?: AbortSignal): Promise<SubmitOutcome>;
  /**
   * Present on a layer whose data rides in the very L1 transaction that names it: what that transaction carries, and the pointer it
   * must name, whose height is zero until it is included. `submit` is then not asked for batches.
   */
  attach?(payload: Uint8Array): Promise<Attachment>;
  /** Looks for a payload by commitment at or after `fromHeight`; undefined when it is not there (yet). */
  find(commitment: Uint8Array, fromHeight: bigint, signal?: AbortSignal): Promise<DaPointer | undefined>;
  /** The verified payload; throws `DA_UNAVAILABLE`, `DA_MISMATCH` or `DA_ABSENT` (see above). */
  read(pointer: DaPointer, signal?: AbortSignal): Promise<Uint8Array>;
  /** Highest height whose data is final on this layer. */
  head(signal?: AbortSignal): Promise<bigint>;
  /** Yields every payload of our namespace from `fromHeight` on, in order, catching up first; ends on abort. */
  subscribe(
    fromHeight: bigint,
    signal: AbortSignal,
  ): AsyncIterable<{ pointer: DaPointer; payload: Uint8Array }>;
  close(): Promise<void>;
}
