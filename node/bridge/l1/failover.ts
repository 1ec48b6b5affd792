/** Several endpoints of one L1, of which one is asked until it fails. */
import { HttpRequestError, TimeoutError, type Transport } from "viem";
import { causeOf } from "./cause.ts";

export interface FailoverDependencies {
  /** Milliseconds; only differences matter. */
  now(): number;
  /** Told with the place of the endpoint that is asked from now on, and of the one that failed. */
  onSwitch?(switched: { readonly from: number; readonly to: number }): void;
}

/** After this long on another endpoint the first one is tried again, ms. */
const RETURN_AFTER_MS = 60_000;

/**
 * A transport that asks the first of `transports`, and the next one from when it does not answer: an endpoint that is down, too slow or answers
 * with a server's error. An answer, also a refusal, is an answer. Each request is tried once at each endpoint; throws the last one's error.
 */
export function failover(
  transports: readonly Transport[],
  { now, onSwitch }: FailoverDependencies,
): Transport {
  return (config) => {
    const endpoints = transports.map((transport) => transport(config));
    let current = 0;
    let switchedAt = 0;
    const start = () => (current !== 0 && now() - switchedAt >= RETURN_AFTER_MS ? 0 : current);
    const use = (place: number) => {
      if (place === current) return;
      onSwitch?.({ from: current, to: place });
      current = place;
      switchedAt = now();
    };
    const request: (typeof endpoints)[0]["request"] = async (args, options) => {
      const first = start();
      for (let tries = 0; ; tries++) {
        const place = (first + tries) % endpoints.length;
        try {
          const answer = await endpoints[place]!.request(args, options);
          use(place);
          return answer as never;
        } catch (error) {
          const isLast = tries === endpoints.length - 1;
          if (isLast || !isDown(error)) {
            if (!isDown(error)) use(place);
            // The first one failed its second chance: it gets another one later.
            else if (first !== current) switchedAt = now();
            throw error;
          }
        }
      }
    };
    return { ...endpoints[0]!, request };
  };
}

function isDown(error: unknown): boolean {
  if (causeOf(error, TimeoutError) !== undefined) return true;
  const http = causeOf(error, HttpRequestError);
  if (http === undefined) return false;
  return http.status === undefined || http.status === 429 || http.status >= 500;
}
