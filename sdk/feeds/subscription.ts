/** The life of one subscription: asked, answered, heard, stale, asked again. It knows nothing of sockets. */
import { NovateError } from "../../node/primitives/error.ts";
import type { FeedMessage, SubscriptionQuery } from "./data.ts";
import { nameOf } from "./query.ts";

/** Why what was heard last may no longer be so. */
export interface Staleness {
  /** `disconnected`: the socket closed; `silent`: no answer to pings; `blockAge`: the node answers, its chain does not move; `gap`: a message was lost; `refused`: the node said no for now. */
  readonly reason: "disconnected" | "silent" | "blockAge" | "gap" | "refused";
  /** Of `blockAge`: ms since the newest block, by the node's clock. */
  readonly blockAge?: number;
  /** Of `disconnected`: the close code of the node, such as 4008 (docs/spec/api.md). */
  readonly close?: number;
}

export interface FeedHandlers {
  /**
   * The node refused the subscription, or its answer made no sense. `error.data.subscription` names it; `error.data.willRetry` is false
   * where it is over for good (`UNKNOWN_MARKET`, `BAD_REQUEST`, ...). Without this handler it is written to `console.warn`.
   */
  onError?(error: NovateError): void;
  /** From now on until {@link onFresh} what was heard may be old: told once. */
  onStale?(why: Staleness): void;
  /** What is heard is current again. */
  onFresh?(): void;
  /** A new connection serves the subscription; its snapshot comes next. */
  onReconnect?(): void;
}

/** Refusals that pass; any other code ends a subscription. */
const FOR_NOW = new Set([
  "RATE_LIMITED",
  "HISTORY_BEHIND",
  "TOO_MANY_CHANNELS",
  "TOO_MANY_SUBSCRIPTIONS",
  "ALREADY_SUBSCRIBED",
  "TIMEOUT",
  "INTERNAL",
  "NO_ANSWER",
  "BOOK_DIVERGED",
]);
/** Those after which the node may still hold the subscription: it has to be ended first. */
const HELD = new Set(["ALREADY_SUBSCRIBED", "NO_ANSWER", "BOOK_DIVERGED"]);
const RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;
/** How long an answer to a subscription may take. */
const ANSWER_MS = 10_000;
/** An account with nothing to tell has no snapshot: once the node has had this long to make one, there is none. */
const SNAPSHOT_MS = 3_000;

export interface Errand {
  ask(query: SubscriptionQuery): boolean;
  end(query: SubscriptionQuery): void;
  forget(subscription: Subscription): void;
  /** The node answers, its chain does not move. */
  standsStill(): boolean;
}

type Phase = "waiting" | "asked" | "answered" | "live";

export class Subscription {
  readonly query: SubscriptionQuery;
  readonly #listener: (message: FeedMessage) => void;
  readonly #handlers: FeedHandlers;
  readonly #errand: Errand;
  #phase: Phase = "waiting";
  /** The node's name for it, known from its answer on. */
  key: string | undefined;
  #expected: number | undefined;
  #since = 0;
  #askAt = 0;
  #failures = 0;
  #isFresh = false;
  #wasServed = false;
  #toldStale = false;

  constructor(
    query: SubscriptionQuery,
    listener: (message: FeedMessage) => void,
    handlers: FeedHandlers,
    errand: Errand,
  ) {
    this.query = query;
    this.#listener = listener;
    this.#handlers = handlers;
    this.#errand = errand;
  }

  /** Asks, where it is time to; gives up waiting for an answer. */
  tick(now: number): void {
    if (this.#phase === "waiting" && now >= this.#askAt) this.#ask(now);
    else if (this.#phase === "asked" && now - this.#since > ANSWER_MS) {
      this.refused(new NovateError("NO_ANSWER", `expected an answer within ${ANSWER_MS} ms, got none`), now);
    } else if (this.#phase === "answered" && now - this.#since > SNAPSHOT_MS) this.#fresh();
  }

  #ask(now: number): void {
    if (!this.#errand.ask(this.query)) return;
    this.#phase = "asked";
    this.#expected = undefined;
    this.#since = now;
  }

  answered(key: string | undefined, now: number): void {
    if (this.#phase !== "asked") return;
    this.#phase = "answered";
    this.#since = now;
    this.key = key;
    this.#failures = 0;
    if (this.#wasServed) call(() => this.#handlers.onReconnect?.());
    this.#wasServed = false;
  }

  heard(message: FeedMessage, now: number): void {
    if (message.isSnapshot !== true) {
      // Between asking and the snapshot only what belongs to the run before can come.
      if (this.#phase !== "live" || this.#expected === undefined) return;
      if (message.seq !== this.#expected) {
        this.again({ reason: "gap" }, now);
        return;
      }
    } else if (this.#phase === "asked" || this.#phase === "waiting") return;
    this.#phase = "live";
    this.#expected = message.seq + 1;
    this.#fresh();
    call(() => this.#listener(message));
  }

  /** Ends the run and asks for a new one, from a snapshot on. */
  again(why: Staleness, now: number): void {
    this.#errand.end(this.query);
    this.#phase = "waiting";
    this.stale(why);
    this.#ask(now);
  }

  /** The connection is gone, and with it the run. */
  lost(why: Staleness): void {
    this.#wasServed ||= this.#phase === "live" || this.#phase === "answered";
    this.#phase = "waiting";
    this.#askAt = 0;
    this.stale(why);
  }

  /** The node's refusal, or ours of what it said. Where it passes, asks again: after as long as the node says, or ever longer. */
  refused(error: NovateError, now: number): void {
    const willRetry = FOR_NOW.has(error.code);
    const { retryAfter } = error.data;
    const data = { ...error.data, subscription: this.query, willRetry };
    const named = new NovateError(error.code, `${nameOf(this.query)}: ${error.message}`, data);
    if (willRetry) {
      if (HELD.has(error.code)) this.#errand.end(this.query);
      const pause = Math.min(RETRY_MS * 2 ** this.#failures++, MAX_RETRY_MS);
      const least = typeof retryAfter === "number" ? retryAfter * 1_000 : 0;
      this.#askAt = now + Math.max(pause, least) + (Math.random() * pause) / 2;
      this.#phase = "waiting";
      this.stale({ reason: "refused" });
    } else this.#errand.forget(this);
    if (this.#handlers.onError === undefined) console.warn(`${named.code}: ${named.message}`);
    else call(() => this.#handlers.onError?.(named));
  }

  stale(why: Staleness): void {
    this.#isFresh = false;
    if (this.#toldStale) return;
    this.#toldStale = true;
    call(() => this.#handlers.onStale?.(why));
  }

  /** The chain moves again: what is live is current. */
  moves(): void {
    if (this.#phase === "live") this.#fresh();
  }

  #fresh(): void {
    if (this.#phase === "answered") this.#phase = "live";
    if (this.#isFresh || this.#errand.standsStill()) return;
    this.#isFresh = true;
    if (this.#toldStale) call(() => this.#handlers.onFresh?.());
    this.#toldStale = false;
  }
}

/** A fault of a listener is its owner's to see, and must not stop the others. */
function call(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
