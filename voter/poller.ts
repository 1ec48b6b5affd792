/** Keeps asking one source at its pace, and knows what it said last. */
import { errorCode } from "../node/primitives/error.ts";
import type { SourceConfig } from "./config.ts";
import { priceOf, type Quote } from "./quote.ts";
import { type Answer, ask } from "./sources/ask.ts";

export interface PollerOptions {
  readonly pollMs: number;
  readonly timeoutMs: number;
  readonly maxSpreadBps: number;
  /** A source without a time of its own that repeats itself for so long is not believed to live. */
  readonly maxUnchangedMs: number;
}

export interface Poller {
  /** The newest quote, however old; undefined before the first, and while the source repeats itself. */
  readonly quote: Quote | undefined;
  stop(): Promise<void>;
}

/** Longest pause after errors. */
const MAX_PAUSE_MS = 60_000;

/** Polls until stopped. `onError` gets the code of whatever went wrong, each time. */
export function startPoller(
  source: SourceConfig,
  options: PollerOptions,
  onError: (code: string) => void,
): Poller {
  let quote: Quote | undefined;
  let last: { readonly text: string; readonly since: number } | undefined;
  let failures = 0;
  let isStopped = false;
  let wake = () => {};

  function take({ text, ticker }: Answer, asked: number): void {
    if (text !== last?.text) last = { text, since: asked };
    // Its time is when it was asked, not when it answered: an answer that took long is that much older.
    if (ticker.at === undefined && asked - last.since > options.maxUnchangedMs) {
      quote = undefined;
      onError("SOURCE_REPEATS");
      return;
    }
    const price = priceOf(ticker, options.maxSpreadBps);
    if (typeof price === "string") {
      quote = undefined;
      onError(price);
      return;
    }
    quote = { price, at: ticker.at ?? asked };
  }

  async function round(): Promise<number> {
    const asked = Date.now();
    try {
      take(await ask(source, options.timeoutMs), asked);
      failures = 0;
      return options.pollMs;
    } catch (error) {
      onError(errorCode(error));
      failures++;
      const told = (error as { data?: { retryAfterMs?: number } }).data?.retryAfterMs ?? 0;
      return Math.min(MAX_PAUSE_MS, Math.max(told, options.pollMs * 2 ** Math.min(failures - 1, 6)));
    }
  }

  const running = (async () => {
    while (!isStopped) {
      const pause = await round();
      if (isStopped) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    get quote() {
      return quote;
    },
    async stop() {
      isStopped = true;
      wake();
      await running;
    },
  };
}
