/** Waiting for what other machines do: bounded, and patient with a node that restarts. */
import { errorCode, type NovateError } from "../node/primitives/error.ts";

/** Answers that say "ask again", not "it will never be". */
const PASSING = new Set([
  "NODE_UNREACHABLE",
  "TIMEOUT",
  "RATE_LIMITED",
  "HISTORY_BEHIND",
  "VIEWS_UNAVAILABLE",
  "NOT_FOUND",
]);

export interface WaitOptions {
  /** Longest time to wait. */
  readonly timeoutMs: number;
  readonly everyMs: number;
  /** The error when time is up: what to do next. */
  readonly onTimeout: () => NovateError;
}

/** Asks until `probe` gives a value. Rethrows what `probe` throws, save for what passes by itself. */
export async function waitFor<T>(options: WaitOptions, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    const value = await probe().catch((error: unknown) => {
      if (PASSING.has(errorCode(error))) return undefined;
      throw error;
    });
    if (value !== undefined) return value;
    if (Date.now() + options.everyMs > deadline) throw options.onTimeout();
    await new Promise((resolve) => setTimeout(resolve, options.everyMs));
  }
}
