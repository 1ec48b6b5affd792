/** Wall clock. Must never go backwards within a process by more than the operating system's own clock does. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The operating system's clock. */
export const systemClock: Clock = { now: () => Date.now() };
