/** Blobs as a transaction carries them, with the cell proofs that L1's nodes ask for since PeerDAS (EIP-7594). */
export interface BlobSidecar {
  readonly blobs: readonly Uint8Array[];
  /** 48 bytes each. */
  readonly commitments: readonly Uint8Array[];
  /** 128 proofs of 48 bytes per blob, blob by blob. */
  readonly cellProofs: readonly Uint8Array[];
  /** 32 bytes each; what the signed body names. */
  readonly versionedHashes: readonly Uint8Array[];
}

/** A transaction of our namespace that carries blobs. */
export interface BlobTransaction {
  readonly versionedHashes: readonly Uint8Array[];
}

export interface BlobBlock {
  /** Seconds. */
  readonly timestamp: bigint;
  /** Successful and failed transactions alike, in block order: their blobs are there in both cases. */
  readonly transactions: readonly BlobTransaction[];
}

/**
 * L1 as the driver reads it. Must clauses:
 * - `head` must be a block that is final enough for this node; `block` must answer for every block up to it.
 * - Failures must be `DA_UNAVAILABLE`: the driver concludes nothing from silence.
 */
export interface BlobChain {
  head(signal?: AbortSignal): Promise<bigint>;
  /** Transactions with blobs to our address. Undefined for a block that L1 does not have. */
  block(height: bigint, signal?: AbortSignal): Promise<BlobBlock | undefined>;
}

/**
 * Sends a transaction with these blobs to our address. Must not say "refused" of what may still be included; must not send two
 * transactions for one call.
 */
export interface BlobCarrier {
  carry(
    sidecar: BlobSidecar,
    signal?: AbortSignal,
  ): Promise<
    | { readonly status: "included"; readonly height: bigint }
    | { readonly status: "unknown"; readonly reason: string }
    | { readonly status: "refused"; readonly code: string; readonly reason: string }
  >;
}

/**
 * Where blobs are kept. Must throw `DA_UNAVAILABLE` when it can't answer now; what it gives is checked by the driver.
 */
export interface BlobSource {
  blobs(
    place: { readonly height: bigint; readonly timestamp: bigint },
    versionedHashes: readonly Uint8Array[],
    signal?: AbortSignal,
  ): Promise<readonly Uint8Array[]>;
}
