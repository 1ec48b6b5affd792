/** One time limit for many promises: a queue and one timer, not a timer for each. */

interface Waiting {
  readonly due: number;
  readonly expire: () => void;
  settled: boolean;
}

export interface Deadlines {
  /** Settles as `promise` does, or rejects with `late()` once the limit has passed. */
  within<T>(promise: Promise<T>, late: () => Error): Promise<T>;
}

/** `limitMs` is counted from each call of `within`, on the monotonic clock; late by at most an eighth of it. */
export function createDeadlines(limitMs: number): Deadlines {
  let queue: Waiting[] = [];
  let sweeping = false;

  function sweep(): void {
    const now = performance.now();
    queue = queue.filter((waiting) => {
      if (!waiting.settled && waiting.due <= now) waiting.expire();
      return !waiting.settled && waiting.due > now;
    });
    sweeping = queue.length > 0;
    if (sweeping) setTimeout(sweep, limitMs / 8).unref();
  }

  return {
    within(promise, late) {
      return new Promise((resolve, reject) => {
        const waiting: Waiting = {
          due: performance.now() + limitMs,
          settled: false,
          expire: () => reject(late()),
        };
        queue.push(waiting);
        if (!sweeping) setTimeout(sweep, limitMs / 8).unref();
        sweeping = true;
        promise.then(
          (value) => {
            waiting.settled = true;
            resolve(value);
          },
          (error) => {
            waiting.settled = true;
            reject(error);
          },
        );
      });
    },
  };
}
