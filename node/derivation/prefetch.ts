import type { TransactionFields } from "../primitives/codec/index.ts";
import { digestOf } from "../primitives/eip712/index.ts";
import type { SignerPool } from "../state-machine/index.ts";

/** Transactions asked for ahead of execution; beyond it the engine recovers signers itself. */
export const MAX_PREFETCH = 32_768;

/** Recovers signers in worker threads before the engine asks for them. It is advice only: no answer depends on it. */
export interface SignaturePrefetch {
  add(fields: TransactionFields, block: Uint8Array): void;
  /** Resolves when everything asked for so far is answered. */
  settled(): Promise<void>;
}

export function createSignaturePrefetch(
  options: { readonly domainSeparator: Uint8Array },
  dependencies: { readonly pool: Pick<SignerPool, "recover" | "pending"> },
): SignaturePrefetch {
  const { pool } = dependencies;
  let waiting: Promise<unknown>[] = [];
  return {
    add(fields, block) {
      if (pool.pending >= MAX_PREFETCH) return;
      const digest = digestOf(block, fields, options.domainSeparator);
      // A failure here is no failure: the engine recovers what is missing from the cache in place.
      waiting.push(pool.recover(digest, block.slice(fields.signatureAt, fields.end)).catch(() => undefined));
    },
    async settled() {
      const asked = waiting;
      waiting = [];
      await Promise.all(asked);
    },
  };
}
