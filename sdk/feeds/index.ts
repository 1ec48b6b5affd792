import { NovateError } from "../../node/primitives/error.ts";
import { callable, integer, record } from "../checks/check.ts";
import { coin as coinField } from "../checks/values.ts";
import { LiveBook, type LiveBookState } from "./book.ts";
import type { FeedMessage, FeedType, SubscriptionQuery } from "./data.ts";
import { createLink, type Link } from "./link.ts";
import { identityOf, subscriptionQuery } from "./query.ts";
import { type FeedHandlers, type Staleness, Subscription } from "./subscription.ts";

export interface FeedOptions {
  /** How often the node is pinged, ms; 5,000 by default. */
  readonly pingMs?: number;
  /** A connection without a word for so long is given up, ms; 15,000 by default. */
  readonly silentMs?: number;
  /** Age of the newest block from which everything is stale, ms; 10,000 by default. A node closes a block at least once a second. */
  readonly blockAgeMs?: number;
  /** First and longest pause before connecting again, ms, each with jitter; 250 and 10,000 by default. */
  readonly reconnectMs?: number;
  readonly maxReconnectMs?: number;
}

/**
 * Subscriptions over one WebSocket. A connection that is lost, half-open or silent is replaced, a subscription that was refused for now is
 * asked for again, a gap in `seq` leads to a fresh snapshot: `handlers` tell of all of it.
 */
export interface Feeds {
  /**
   * Calls `listener` with every message, snapshots first; returns the function that ends it. Throws `BAD_REQUEST`, `UNKNOWN_TYPE`,
   * `OUT_OF_RANGE` with `data.path`, `ALREADY_SUBSCRIBED`, `FEEDS_CLOSED`; what the node refuses comes to `handlers.onError`.
   */
  subscribe<Type extends FeedType>(
    query: SubscriptionQuery<Type>,
    listener: (message: FeedMessage<Type>) => void,
    handlers?: FeedHandlers,
  ): () => void;
  /**
   * The book of a market as it is after every change, proven by sequence and checksum. A copy that differs is thrown away and asked for
   * again; `onError` then tells `BOOK_DIVERGED`. Takes the place of a subscription to l2Book with `deltas`; throws as {@link subscribe}.
   */
  book(coin: string, listener: (book: LiveBookState) => void, handlers?: FeedHandlers): () => void;
  close(): void;
}

const TICK_MS = 100;
const DAY_MS = 86_400_000;
const time = integer("milliseconds", 1, DAY_MS);
const feedOptions = record(
  {},
  { pingMs: time, silentMs: time, blockAgeMs: time, reconnectMs: time, maxReconnectMs: time },
);
const handler = callable<never>("a function");
const feedHandlers = record(
  {},
  { onError: handler, onStale: handler, onFresh: handler, onReconnect: handler },
);
const listenerField = callable<(message: never) => void>("a function that takes messages");

/** The socket is opened with the first subscription and closed with `close`. Throws `BAD_REQUEST` for a wrong option. */
export function createFeeds(httpUrl: string, options: FeedOptions = {}): Feeds {
  const { blockAgeMs = 10_000, ...rest } = feedOptions(options, "/feeds");
  const timing = { pingMs: 5_000, silentMs: 15_000, reconnectMs: 250, maxReconnectMs: 10_000, ...rest };
  const subscriptions = new Map<string, Subscription>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let closed = false;
  let standsStill = false;

  const link: Link = createLink(`${httpUrl.replace(/^http/, "ws")}/ws`, timing, {
    onOpen: () => tick(),
    onMessage: take,
    onLost(loss) {
      standsStill = false;
      for (const subscription of subscriptions.values()) subscription.lost(loss);
    },
  });

  function tick(): void {
    const now = Date.now();
    link.tick(now);
    for (const subscription of subscriptions.values()) subscription.tick(now);
  }

  function take(message: Readonly<Record<string, unknown>>): void {
    const now = Date.now();
    const { channel, key, seq } = message;
    if (channel === "pong") judge(message.data);
    else if (channel === "error") blame(message, now);
    else if (channel === "subscriptionResponse") {
      const { method, subscription } = (message.data ?? {}) as Record<string, unknown>;
      if (method === "subscribe") find(subscription)?.answered(key as string | undefined, now);
    } else if (typeof key === "string" && typeof seq === "number") {
      for (const subscription of subscriptions.values())
        if (subscription.key === key) subscription.heard(message as unknown as FeedMessage, now);
    }
  }

  /** The node answers: does its chain move? Both times are the node's own. */
  function judge(data: unknown): void {
    const { time: now, blockTime } = (data ?? {}) as {
      readonly time?: unknown;
      readonly blockTime?: unknown;
    };
    if (typeof now !== "number" || typeof blockTime !== "number") return;
    const blockAge = now - blockTime;
    const did = standsStill;
    standsStill = blockAge > blockAgeMs;
    for (const subscription of subscriptions.values()) {
      if (standsStill) subscription.stale({ reason: "blockAge", blockAge });
      else if (did) subscription.moves();
    }
  }

  function blame(message: Readonly<Record<string, unknown>>, now: number): void {
    const said = message.error as {
      readonly code?: unknown;
      readonly message?: unknown;
      readonly data?: object;
    };
    const { code, message: words, data } = said ?? {};
    if (typeof code !== "string" || code === "NOT_SUBSCRIBED") return;
    const error = new NovateError(code, String(words), { ...data });
    const named = find(message.subscription);
    if (named !== undefined) named.refused(error, now);
    else if (message.subscription === undefined)
      console.warn(`the node's feeds: ${error.code}: ${error.message}`);
  }

  const find = (query: unknown) => subscriptions.get(identityOf(query) ?? "");

  function begin(
    given: unknown,
    listener: (message: FeedMessage) => void,
    givenHandlers: FeedHandlers,
  ): { readonly subscription: Subscription; readonly stop: () => void } {
    if (closed) throw new NovateError("FEEDS_CLOSED", "expected open feeds, got closed ones");
    const query = subscriptionQuery(given, "/query");
    const identity = identityOf(query)!;
    if (subscriptions.has(identity))
      throw new NovateError("ALREADY_SUBSCRIBED", "expected one subscription per query", {
        subscription: query,
      });
    const subscription: Subscription = new Subscription(query, listener, givenHandlers, {
      ask: (asked) => link.say({ method: "subscribe", subscription: asked }),
      end: (ended) => void link.say({ method: "unsubscribe", subscription: ended }),
      forget: () => void subscriptions.delete(identity),
      standsStill: () => standsStill,
    });
    subscriptions.set(identity, subscription);
    timer ??= setInterval(tick, TICK_MS);
    tick();
    const stop = () => {
      if (subscriptions.get(identity) !== subscription) return;
      subscriptions.delete(identity);
      link.say({ method: "unsubscribe", subscription: query });
    };
    return { subscription, stop };
  }

  return {
    subscribe(query, listener, handlers = {}) {
      listenerField(listener, "/listener");
      feedHandlers(handlers, "/handlers");
      return begin(query, listener as (message: FeedMessage) => void, handlers).stop;
    },
    book(coin, listener, handlers = {}) {
      const query = { type: "l2Book", coin: coinField(coin, "/coin"), deltas: true };
      listenerField(listener, "/listener");
      feedHandlers(handlers, "/handlers");
      const book = new LiveBook();
      const begun = begin(
        query,
        (message) => {
          let state: LiveBookState;
          try {
            state = book.apply(message as FeedMessage<"l2Book">);
          } catch (error) {
            return begun.subscription.refused(error as NovateError, Date.now());
          }
          listener(state);
        },
        handlers,
      );
      return begun.stop;
    },
    close() {
      closed = true;
      clearInterval(timer);
      subscriptions.clear();
      link.close();
    },
  };
}

export type { FeedHandlers, Staleness };
