/**
 * What a client address may ask in a minute, counted in weight: a leaky bucket per address that refills steadily.
 * Every answer carries `ratelimit-limit`, `ratelimit-remaining` and, on refusal, `retry-after` in seconds.
 */
import type { Clock } from "../../primitives/clock.ts";
import { NovateError } from "../../primitives/error.ts";
import { RATE_CANCEL_SHARE, RATE_CLIENTS } from "../limits.ts";

const MINUTE_MS = 60_000;

interface Bucket {
  used: number;
  at: number;
}

export interface RateLimiter {
  /**
   * Takes `weight` from `client`'s allowance and returns what is left, 0 where cancels are beyond it. A reserve of half as much
   * again is `forCancels` alone. Throws `RATE_LIMITED` and takes nothing.
   */
  spend(client: string, weight: number, forCancels?: boolean): number;
  /** What `client` used of its allowance. */
  used(client: string): number;
  /** Its allowance. Throws `BAD_API_KEY` for a key that is no more. */
  perMinute(client: string): number;
}

/** IPv6 clients own a /64 at least, so that is what counts as one client. */
export function clientKey(address: string): string {
  if (!address.includes(":") || address.startsWith("::ffff:")) return address;
  const [head = "", tail = ""] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return [...left, ...zeros, ...right].slice(0, 4).join(":");
}

export function createRateLimiter(
  options: { perMinute(client: string): number },
  dependencies: { clock: Clock },
): RateLimiter {
  const { perMinute } = options;
  // Insertion order is the order of last use: the first key is the one to forget.
  const buckets = new Map<string, Bucket>();

  function drained(client: string): Bucket {
    const perMs = perMinute(client) / MINUTE_MS;
    const now = dependencies.clock.now();
    const known = buckets.get(client);
    const bucket = known ?? { used: 0, at: now };
    bucket.used = Math.max(0, bucket.used - Math.max(0, now - bucket.at) * perMs);
    bucket.at = now;
    return bucket;
  }

  return {
    perMinute,
    used: (client) => drained(client).used,
    spend(client, weight, forCancels = false) {
      const bucket = drained(client);
      const most = perMinute(client);
      const limit = forCancels ? most * (1 + RATE_CANCEL_SHARE) : most;
      if (bucket.used + weight > limit) {
        const retryAfter = Math.ceil(((bucket.used + weight - limit) / most) * 60);
        throw new NovateError("RATE_LIMITED", `expected at most ${limit} weight a minute`, {
          limit,
          weight,
          remaining: Math.max(0, Math.floor(limit - bucket.used)),
          retryAfter,
        });
      }
      bucket.used += weight;
      buckets.delete(client);
      buckets.set(client, bucket);
      if (buckets.size > RATE_CLIENTS) buckets.delete(buckets.keys().next().value!);
      return Math.max(0, Math.floor(most - bucket.used));
    },
  };
}
