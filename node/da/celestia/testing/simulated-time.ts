import type { Clock } from "../../../primitives/clock.ts";
import type { Timers } from "../../../primitives/timers.ts";

/** A clock and timers that move only when told: days pass in seconds, and in the same order every time. */
export interface SimulatedTime extends Timers, Clock {
  /** Fires every timer that is due within `milliseconds`, letting promises settle before and after each. */
  advance(milliseconds: number): Promise<void>;
}

/** Turns of the event loop that let chains of promises settle; none of the simulated work waits for anything else. */
const SETTLING_TURNS = 2;

export function createSimulatedTime(startMs: number): SimulatedTime {
  const waiting = new Map<number, { readonly at: number; readonly callback: () => void }>();
  let now = startMs;
  let lastId = 0;

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < SETTLING_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
  };

  const next = (until: number): number | undefined => {
    let found: number | undefined;
    for (const [id, { at }] of waiting)
      if (at <= until && (found === undefined || at < waiting.get(found)!.at)) found = id;
    return found;
  };

  return {
    now: () => now,
    after(milliseconds, callback) {
      const id = ++lastId;
      waiting.set(id, { at: now + milliseconds, callback });
      return () => waiting.delete(id);
    },
    async advance(milliseconds) {
      const until = now + milliseconds;
      await settle();
      for (let id = next(until); id !== undefined; id = next(until)) {
        const { at, callback } = waiting.get(id)!;
        waiting.delete(id);
        now = at;
        callback();
        await settle();
      }
      now = until;
    },
  };
}
