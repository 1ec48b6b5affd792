import { sleep, type Timers } from "../../primitives/timers.ts";

/** Waits for the next new block: at the latest after a pause, sooner when a channel says so. */
export interface BlockWatch {
  /** Resolves after a value of the channel, after the pause, or when the signal aborts. Never rejects. */
  next(): Promise<void>;
}

/**
 * Keeps one channel of heights open, and opens it again a pause after it ended. Its values are hints only: whatever they
 * say, the reader reads and verifies. Without a channel only the pause counts. Ends with `signal`.
 */
export function watchBlocks(
  open: ((signal: AbortSignal) => AsyncIterable<number>) | undefined,
  pauseMs: number,
  timers: Timers,
  signal: AbortSignal,
): BlockWatch {
  let wake = (): void => {};
  let pending = false;
  const follow = async (): Promise<void> => {
    while (open !== undefined && !signal.aborted) {
      try {
        for await (const _height of open(signal)) {
          pending = true;
          wake();
        }
      } catch {
        // A channel that cannot be had is no loss: the pause alone finds every block.
      }
      await sleep(timers, pauseMs, signal).catch(() => {});
    }
  };
  void follow();
  return {
    async next() {
      const waited = new AbortController();
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (!pending)
        await Promise.race([
          woken,
          sleep(timers, pauseMs, AbortSignal.any([signal, waited.signal])).catch(() => {}),
        ]);
      pending = false;
      waited.abort();
    },
  };
}
