import { createPublicClient, type PublicClient, type Transport } from "viem";
import { systemTimers } from "../../primitives/timers.ts";
import { l1Endpoint } from "./endpoint.ts";
import { failover } from "./failover.ts";
import { LogRanges } from "./log-ranges.ts";

export interface L1ClientOptions {
  readonly url: string;
  /** Further endpoints of the same L1, asked when the one before does not answer. */
  readonly fallbacks?: readonly string[];
  /** A request that takes longer has failed, ms. */
  readonly timeoutMs: number;
  /** Most L1 blocks asked for in one query of logs; a provider that takes fewer is asked for fewer. */
  readonly logBlocks?: number;
}

export interface L1ClientEvents {
  /** Another endpoint is asked from now on: `host`. */
  onFailover?(switched: { readonly from: string; readonly to: string }): void;
}

const DEFAULT_LOG_BLOCKS = 1_000;

/** A reader of L1 that neither retries nor caches: the bridge decides itself when to ask again. */
export function createL1Client(options: L1ClientOptions, events: L1ClientEvents = {}): PublicClient {
  const urls = [options.url, ...(options.fallbacks ?? [])];
  const transports = urls.map((url) => l1Endpoint(url, { timeout: options.timeoutMs, retryCount: 0 }));
  const hosts = urls.map((url) => new URL(url).host);
  const onSwitch = ({ from, to }: { readonly from: number; readonly to: number }) =>
    events.onFailover?.({ from: hosts[from]!, to: hosts[to]! });
  const endpoint =
    transports.length === 1
      ? transports[0]!
      : failover(transports, { now: () => performance.now(), onSwitch });
  const transport = withLogRanges(endpoint, options.logBlocks ?? DEFAULT_LOG_BLOCKS);
  return createPublicClient({ transport, cacheTime: 0 });
}

/** The same transport, whose queries of logs are cut to what the endpoint takes. */
function withLogRanges(inner: Transport, mostBlocks: number): Transport {
  return (config) => {
    const built = inner(config);
    const ranges = new LogRanges({ mostBlocks }, { ask: built.request, timers: systemTimers });
    const request: typeof built.request = (args, options) => {
      const { method, params } = args as { readonly method: string; readonly params?: readonly unknown[] };
      const asked = method === "eth_getLogs" ? ranges.logs(params?.[0] as never) : undefined;
      return (asked ?? built.request(args, options)) as never;
    };
    return { ...built, request };
  };
}
