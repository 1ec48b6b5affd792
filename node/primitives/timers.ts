/** Delayed calls. A cancelled timer must never fire. */
export interface Timers {
  /** Calls `callback` once after `milliseconds`; returns the function that cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Longest delay the operating system's timer takes, 24.8 days; with a longer one it fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The operating system's timers, for delays of any length. They keep the process alive until they fired or were cancelled. */
export const systemTimers: Timers = {
  after: (milliseconds, callback) => start(milliseconds, callback, true),
};

/**
 * A signal that aborts after `milliseconds`, however many, with what `reason` gives then (a `TimeoutError` by default):
 * `AbortSignal.timeout` fires at once beyond 24.8 days. It does not keep the process alive.
 */
export function abortAfter(milliseconds: number, reason: () => unknown = timeoutError): AbortSignal {
  const controller = new AbortController();
  start(milliseconds, () => controller.abort(reason()), false);
  return controller.signal;
}

function timeoutError(): DOMException {
  return new DOMException("The operation was aborted due to timeout", "TimeoutError");
}

function start(milliseconds: number, callback: () => void, keepsAlive: boolean): () => void {
  let left = milliseconds;
  let handle: NodeJS.Timeout;
  const next = () => {
    const part = Math.min(left, MAX_TIMER_MS);
    left -= part;
    handle = setTimeout(left > 0 ? next : callback, part);
    if (!keepsAlive) handle.unref();
  };
  next();
  return () => clearTimeout(handle);
}

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
