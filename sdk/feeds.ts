import { NovateError } from "../node/primitives/error.ts";

/** A message of a subscription. `seq` is contiguous from the snapshot on. */
export interface FeedMessage {
  readonly channel: string;
  readonly data: unknown;
  readonly seq: number;
  readonly isSnapshot?: boolean;
}

export interface SubscriptionQuery {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Subscriptions over one WebSocket that reconnects by itself; a gap in `seq` leads to a fresh snapshot. */
export interface Feeds {
  /** Calls `listener` with every message, snapshots first; returns the function that ends it. */
  subscribe(query: SubscriptionQuery, listener: (message: FeedMessage) => void): () => void;
  close(): void;
}

const RECONNECT_MIN_MS = 250;
const RECONNECT_MAX_MS = 10_000;
const RETRY_MS = 1_000;
const PING_MS = 10_000;

interface Subscription {
  readonly query: SubscriptionQuery;
  readonly listener: (message: FeedMessage) => void;
  expected: number | undefined;
  /** The node's name for it, known from its response on. */
  key: string | undefined;
}

interface Incoming extends Partial<FeedMessage> {
  readonly key?: string;
}

/** The socket is opened with the first subscription and closed with `close`. */
export function createFeeds(httpUrl: string): Feeds {
  const url = `${httpUrl.replace(/^http/, "ws")}/ws`;
  const subscriptions = new Map<string, Subscription>();
  let socket: WebSocket | undefined;
  let pause = RECONNECT_MIN_MS;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let ping: ReturnType<typeof setInterval> | undefined;
  let closed = false;

  const say = (message: unknown) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const ask = (subscription: Subscription) => {
    subscription.expected = undefined;
    say({ method: "subscribe", subscription: subscription.query });
  };

  function open(): void {
    if (closed || socket !== undefined) return;
    socket = new WebSocket(url);
    socket.onopen = () => {
      pause = RECONNECT_MIN_MS;
      for (const subscription of subscriptions.values()) ask(subscription);
      ping = setInterval(() => say({ method: "ping" }), PING_MS);
    };
    socket.onmessage = (event) => take(String(event.data));
    socket.onclose = () => {
      clearInterval(ping);
      socket = undefined;
      if (closed) return;
      retry = setTimeout(open, pause);
      pause = Math.min(pause * 2, RECONNECT_MAX_MS);
    };
    socket.onerror = () => {};
  }

  function take(text: string): void {
    const message = JSON.parse(text) as Incoming;
    if (message.channel === "subscriptionResponse") learnKey(message);
    if (message.channel === "error") askLater(message.key);
    if (message.key === undefined || message.seq === undefined) return;
    for (const subscription of subscriptions.values()) {
      if (subscription.key !== message.key) continue;
      if (message.isSnapshot !== true) {
        // Between asking and the snapshot only what belongs to the run before can come.
        if (subscription.expected === undefined) continue;
        if (message.seq !== subscription.expected) {
          say({ method: "unsubscribe", subscription: subscription.query });
          ask(subscription);
          continue;
        }
      }
      subscription.expected = message.seq + 1;
      subscription.listener(message as FeedMessage);
    }
  }

  /** A subscription that failed for now, such as one whose history is behind. */
  function askLater(key: string | undefined): void {
    for (const subscription of subscriptions.values()) {
      if (key === undefined || subscription.key !== key || subscription.expected !== undefined) continue;
      setTimeout(() => {
        if (!closed && subscriptions.has(JSON.stringify(subscription.query))) ask(subscription);
      }, RETRY_MS);
    }
  }

  function learnKey(message: Incoming): void {
    const { subscription: query } = message.data as { subscription: SubscriptionQuery };
    const subscription = subscriptions.get(JSON.stringify(query));
    if (subscription !== undefined) subscription.key = message.key;
  }

  return {
    subscribe(query, listener) {
      if (closed) throw new NovateError("FEEDS_CLOSED", "expected open feeds, got closed ones");
      const key = JSON.stringify(query);
      if (subscriptions.has(key))
        throw new NovateError("ALREADY_SUBSCRIBED", "expected one subscription per query", { query });
      const subscription: Subscription = { query, listener, expected: undefined, key: undefined };
      subscriptions.set(key, subscription);
      open();
      ask(subscription);
      return () => {
        subscriptions.delete(key);
        say({ method: "unsubscribe", subscription: query });
      };
    },
    close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(ping);
      socket?.close();
    },
  };
}
