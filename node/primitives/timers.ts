/** Delayed calls. A cancelled timer must never fire. */
export interface Timers {
  /** Calls `callback` once after `milliseconds`; returns the function that cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The operating system's timers. They keep the process alive until they fired or were cancelled. */
export const systemTimers: Timers = {
  after(milliseconds, callback) {
    const handle = setTimeout(callback, milliseconds);
    return () => clearTimeout(handle);
  },
};

/** Resolves after `milliseconds`, or rejects with the signal's reason when it aborts first. */
export function sleep(timers: Timers, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = timers.after(milliseconds, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
