import { createPublicClient, http, type PublicClient } from "viem";

export interface L1ClientOptions {
  readonly url: string;
  /** A request that takes longer has failed, ms. */
  readonly timeoutMs: number;
}

/** A reader of L1 that neither retries nor caches: the bridge decides itself when to ask again. */
export function createL1Client(options: L1ClientOptions): PublicClient {
  const transport = http(options.url, { timeout: options.timeoutMs, retryCount: 0 });
  return createPublicClient({ transport, cacheTime: 0 });
}
