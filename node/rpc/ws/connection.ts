/** One WebSocket connection: its subscriptions, its posts in flight, and the bounds that keep it polite. */
import type { Clock } from "../../primitives/clock.ts";
import { scanTransaction } from "../../primitives/codec/index.ts";
import { NovateError } from "../../primitives/error.ts";
import { onlyCancels, scanOnlyCancels } from "../exchange/cancels.ts";
import type { Subscriber } from "../feeds/channel.ts";
import type { Hub } from "../feeds/hub.ts";
import { textFrame } from "../frame.ts";
import { asNovateError, errorBody } from "../http/errors.ts";
import { parseJson } from "../http/json.ts";
import {
  WS_BUFFERED_BYTES,
  WS_CANCELS_IN_FLIGHT,
  WS_MISSED_PONGS,
  WS_POSTS_IN_FLIGHT,
  WS_SUBSCRIPTIONS,
} from "../limits.ts";
import { CLOSE, type ClientMessage, type PostMessage } from "./protocol.ts";
import { type Asked, plainText, refusal } from "./refusal.ts";

/** What this file needs of a socket. */
export interface Socket {
  readonly bufferedAmount: number;
  /** A whole frame, see `frame.ts`. All leave in the order of the calls; an answer soon, a feed when there is time. */
  send(frame: Buffer, kind: "answer" | "feed"): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** Posts in flight when the last ones only cancel or reduce. */
const MOST_WITH_CANCELS = WS_POSTS_IN_FLIGHT + WS_CANCELS_IN_FLIGHT;

/** A post whose payload is not checked yet. */
function cancelsOnly(request: PostMessage["request"]): boolean {
  const { action } = request.payload as { readonly action?: unknown };
  return request.type === "action" && typeof action === "object" && action !== null && onlyCancels(action);
}

const SLAB_BYTES = 16 * 1024;
let slab = new Uint8Array(SLAB_BYTES);
let slabUsed = 0;

/** A copy that stays: many small ones share a piece of memory, for one allocation each costs more than the copy. */
function keep(bytes: Uint8Array): Uint8Array {
  if (bytes.length > SLAB_BYTES / 16) return new Uint8Array(bytes);
  if (slabUsed + bytes.length > SLAB_BYTES) {
    slab = new Uint8Array(SLAB_BYTES);
    slabUsed = 0;
  }
  const copy = slab.subarray(slabUsed, slabUsed + bytes.length);
  copy.set(bytes);
  slabUsed += bytes.length;
  return copy;
}

export interface ConnectionDependencies {
  readonly hub: Hub;
  readonly clock: Clock;
  /** The newest durable block: a client judges by it whether the chain moves. */
  head(): { readonly number: bigint; readonly timestamp: bigint };
  /** Takes the weight of a subscription. Throws `RATE_LIMITED`. */
  spend(weight: number): void;
  /** Throws the error of the first field that is wrong. */
  checkMessage(message: unknown): asserts message is ClientMessage;
  checkSubscription(subscription: unknown): asserts subscription is { type: string };
  /** The answer to a post; rejects with typed errors, never throws. */
  post(request: PostMessage["request"]): Promise<unknown>;
  /** The answer to one canonical transaction in a binary frame; as `post`. */
  postBinary(bytes: Uint8Array): Promise<unknown>;
  onError(error: NovateError): void;
  onClose(reason: string): void;
}

export interface Connection {
  onMessage(data: Buffer, isBinary: boolean): void;
  onPong(): void;
  /** The socket answers pings by itself; they count as messages. */
  onPing(): void;
  /** Pings, or cuts a peer that has not answered `WS_MISSED_PONGS` pings. */
  heartbeat(): void;
  /** Leaves every channel. */
  release(): void;
}

export function createConnection(
  options: { messagesPerMinute: number },
  socket: Socket,
  dependencies: ConnectionDependencies,
): Connection {
  const { hub, clock } = dependencies;
  const subscribed = new Set<string>();
  let posts = 0;
  let pings = 0;
  let messages = 0;
  let minute = clock.now();
  let open = true;

  function cut(code: number, reason: string): void {
    if (!open) return;
    release();
    dependencies.onClose(reason);
    socket.close(code, reason);
    // A peer that does not read will not finish the closing handshake either.
    if (code === CLOSE.slowConsumer || code === CLOSE.silent) socket.terminate();
  }

  function deliver(frame: Buffer, kind: "answer" | "feed"): void {
    if (!open) return;
    if (socket.bufferedAmount > WS_BUFFERED_BYTES) cut(CLOSE.slowConsumer, "SLOW_CONSUMER");
    else socket.send(frame, kind);
  }

  const subscriber: Subscriber = { send: (frame) => deliver(frame, "feed") };

  function send(value: unknown): void {
    deliver(textFrame(JSON.stringify(value)), "answer");
  }

  function refuse(thrown: unknown, asked?: Asked): void {
    const error = asNovateError(thrown);
    dependencies.onError(error);
    send(refusal(error, asked));
  }

  function refusePost(thrown: unknown, id: number, type: string): void {
    const error = asNovateError(thrown);
    dependencies.onError(error);
    const response = { type: "error", payload: plainText(error), error: errorBody(error, type === "action") };
    send({ channel: "post", data: { id, response } });
  }

  function pong(): void {
    const { number, timestamp } = dependencies.head();
    const data = { time: clock.now(), block: Number(number), blockTime: Number(timestamp) };
    send({ channel: "pong", data });
  }

  function countMessage(): boolean {
    const now = clock.now();
    if (now - minute >= 60_000) {
      minute = now;
      messages = 0;
    }
    return ++messages <= options.messagesPerMinute;
  }

  async function subscribe(subscription: unknown): Promise<void> {
    dependencies.checkSubscription(subscription);
    dependencies.spend(hub.weightOf(subscription));
    const key = hub.keyOf(subscription);
    if (subscribed.has(key))
      throw new NovateError("ALREADY_SUBSCRIBED", "expected a new subscription", { key });
    if (subscribed.size >= WS_SUBSCRIPTIONS) {
      throw new NovateError("TOO_MANY_SUBSCRIPTIONS", `expected at most ${WS_SUBSCRIPTIONS} subscriptions`);
    }
    subscribed.add(key);
    send({ channel: "subscriptionResponse", key, data: { method: "subscribe", subscription } });
    try {
      await hub.subscribe(subscription, subscriber);
    } catch (error) {
      subscribed.delete(key);
      refuse(error, { method: "subscribe", subscription, key });
      return;
    }
    if (!open || !subscribed.has(key)) hub.unsubscribe(key, subscriber);
  }

  function unsubscribe(subscription: unknown): void {
    dependencies.checkSubscription(subscription);
    const key = hub.keyOf(subscription);
    if (!subscribed.delete(key))
      throw new NovateError("NOT_SUBSCRIBED", "expected a live subscription", { key });
    hub.unsubscribe(key, subscriber);
    send({ channel: "subscriptionResponse", key, data: { method: "unsubscribe", subscription } });
  }

  function answer(id: number, type: string, cancels: () => boolean, work: () => Promise<unknown>): void {
    const most = posts < WS_POSTS_IN_FLIGHT || !cancels() ? WS_POSTS_IN_FLIGHT : MOST_WITH_CANCELS;
    if (posts >= most) {
      const message = `expected at most ${most} posts in flight`;
      refusePost(new NovateError("RATE_LIMITED", message), id, type);
      return;
    }
    posts++;
    work()
      .then((payload) => send({ channel: "post", data: { id, response: { type, payload } } }))
      .catch((error) => refusePost(error, id, type))
      .finally(() => posts--);
  }

  /** An answer to info names its query's type, an answer to an action its own. */
  async function postAnswer(request: PostMessage["request"]): Promise<unknown> {
    const data = await dependencies.post(request);
    return request.type === "info" ? { type: request.payload.type, data } : data;
  }

  function handle(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      if (data.length < 5) throw new NovateError("BAD_REQUEST", "expected a u32 id and a transaction");
      // The frame may lie in a larger buffer of the socket: the transaction gets memory of its own.
      const bytes = keep(data.subarray(4));
      const cancels = () => scanOnlyCancels(scanTransaction(bytes));
      answer(data.readUInt32LE(0), "action", cancels, () => dependencies.postBinary(bytes));
      return;
    }
    const message = parseJson(data.toString("utf8"));
    dependencies.checkMessage(message);
    switch (message.method) {
      case "ping":
        pong();
        return;
      case "subscribe":
        subscribe(message.subscription).catch((error) => refuse(error, message));
        return;
      case "unsubscribe":
        try {
          unsubscribe(message.subscription);
        } catch (error) {
          refuse(error, message);
        }
        return;
      case "post":
        answer(
          message.id,
          message.request.type,
          () => cancelsOnly(message.request),
          () => postAnswer(message.request),
        );
        return;
    }
  }

  function release(): void {
    open = false;
    for (const key of subscribed) hub.unsubscribe(key, subscriber);
    subscribed.clear();
  }

  return {
    onMessage(data, isBinary) {
      if (!open) return;
      try {
        if (countMessage()) handle(data, isBinary);
        else cut(CLOSE.tooManyMessages, "RATE_LIMITED");
      } catch (error) {
        refuse(error);
      }
    },
    onPong() {
      pings = 0;
    },
    onPing() {
      if (open && !countMessage()) cut(CLOSE.tooManyMessages, "RATE_LIMITED");
    },
    heartbeat() {
      if (!open) return;
      if (pings >= WS_MISSED_PONGS) {
        cut(CLOSE.silent, "SILENT");
        return;
      }
      pings++;
      socket.ping();
    },
    release,
  };
}
