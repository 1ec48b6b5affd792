/**
 * One live feed with its subscribers. A message is encoded once and the same bytes go to everyone; `seq` counts the
 * channel's messages without gaps, so each subscriber sees a contiguous run that starts at its snapshot.
 */
import { NovateError } from "../../primitives/error.ts";
import { textFrame } from "../frame.ts";

export interface Subscriber {
  /** Must not throw; `frame` (see `frame.ts`) is shared and must not be changed. */
  send(frame: Buffer): void;
}

/** A message that waits for a snapshot. */
interface Waiting {
  readonly message: Buffer;
  readonly data: unknown;
  readonly seq: number;
}

export interface Channel {
  readonly key: string;
  readonly subscribers: number;
  /** Sends `data` to every subscriber. */
  publish(data: unknown): void;
  /** A message could not be made: its number stays unused, and the gap tells every subscriber to ask for a snapshot. */
  lose(): void;
  /**
   * Gives the subscriber a snapshot (where there is none, the first message as one), then everything published after the call, in order. `WAITING_MESSAGES` bounds what
   * waits while the snapshot is being made; beyond it the subscription fails with `HISTORY_BEHIND`.
   */
  add(subscriber: Subscriber, snapshot: () => unknown): Promise<void>;
  remove(subscriber: Subscriber): void;
}

/** Messages that may wait for a snapshot. */
const WAITING_MESSAGES = 256;

export function createChannel(options: { name: string; key: string }): Channel {
  const { name, key } = options;
  const live = new Set<Subscriber>();
  /** Those of `live` that have been told nothing: there was nothing to tell. */
  const fresh = new Set<Subscriber>();
  /** What waits for a snapshot; null once that was too much. */
  const waiting = new Map<Subscriber, Waiting[] | null>();
  let sequence = 0;

  function encode(data: unknown, seq: number, isSnapshot: boolean): Buffer {
    const message = { channel: name, key, seq, ...(isSnapshot && { isSnapshot }), data };
    return textFrame(JSON.stringify(message));
  }

  return {
    key,
    get subscribers() {
      return live.size + waiting.size;
    },
    publish(data) {
      if (live.size + waiting.size === 0) return;
      const message = encode(data, ++sequence, false);
      const first = fresh.size === 0 ? message : encode(data, sequence, true);
      for (const subscriber of live) subscriber.send(fresh.has(subscriber) ? first : message);
      fresh.clear();
      for (const [subscriber, queue] of waiting) {
        if (queue !== null && queue.push({ message, data, seq: sequence }) > WAITING_MESSAGES)
          waiting.set(subscriber, null);
      }
    },
    lose() {
      sequence++;
    },
    async add(subscriber, snapshot) {
      const start = sequence;
      const made = snapshot();
      if (!(made instanceof Promise)) {
        if (made === undefined) fresh.add(subscriber);
        else subscriber.send(encode(made, start, true));
        live.add(subscriber);
        return;
      }
      const queue: Waiting[] = [];
      waiting.set(subscriber, queue);
      try {
        const data = await made;
        const state = waiting.get(subscriber);
        if (state === null) {
          throw new NovateError("HISTORY_BEHIND", `expected a snapshot within ${WAITING_MESSAGES} messages`);
        }
        if (state !== queue) return;
        const first = data === undefined ? queue.shift() : { data, seq: start };
        if (first === undefined) fresh.add(subscriber);
        else subscriber.send(encode(first.data, first.seq, true));
        for (const { message } of queue) subscriber.send(message);
        live.add(subscriber);
      } finally {
        const state = waiting.get(subscriber);
        if (state === queue || state === null) waiting.delete(subscriber);
      }
    },
    remove(subscriber) {
      live.delete(subscriber);
      fresh.delete(subscriber);
      waiting.delete(subscriber);
    },
  };
}
