/**
 * All live channels: opened at the first subscription, filled at every block, closed when the last one leaves. What a block gives is told
 * in the order of the feeds, whichever was subscribed to first: docs/spec/api.md says which a trader hears first.
 */
import type { TObject } from "typebox";
import { NovateError } from "../../primitives/error.ts";
import type { CandleChange } from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";
import { FUNDING_READS, SUBSCRIBE_WEIGHT, WS_CHANNELS } from "../limits.ts";
import type { BlockFacts } from "./block-facts.ts";
import { type Channel, createChannel, type Subscriber } from "./channel.ts";
import { type Feed, type FeedInstance, Several } from "./feed.ts";

/** Blocks that may wait for a channel to open. */
const MAX_WAITING_BLOCKS = 256;

interface Live {
  readonly key: string;
  readonly channel: Channel;
  readonly instance: FeedInstance;
  /** Blocks that wait for the instance to open; undefined once it is. */
  waiting: BlockFacts[] | undefined;
}

export interface Hub {
  /** Resolves when the snapshot was sent. Throws `UNKNOWN_MARKET`, `TOO_MANY_CHANNELS`. Returns the channel's key. */
  subscribe(subscription: { readonly type: string }, subscriber: Subscriber): Promise<string>;
  /** The key a subscription has, live or not. */
  keyOf(subscription: { readonly type: string }): string;
  /** What a subscription costs in the rate limit. */
  weightOf(subscription: { readonly type: string }): number;
  unsubscribe(key: string, subscriber: Subscriber): void;
  onBlock(facts: BlockFacts): void;
  onCandles(changes: readonly CandleChange[]): void;
  /** Resolves when every channel was told; accruals are told one after the other. */
  onFunding(block: bigint): Promise<void>;
  onTick(): void;
  readonly channels: number;
  readonly subscriptions: number;
}

export function createHub(
  options: { feeds: readonly Feed[]; onError(error: unknown, key: string): void },
  context: ReadContext,
): Hub {
  const feeds = new Map(options.feeds.map((feed) => [feed.type, feed as Feed<TObject>]));
  const live = new Map<string, Live>();
  const byFeed = new Map(options.feeds.map(({ type }) => [type, new Set<Live>()]));

  function feedOf(type: string): Feed<TObject> {
    const feed = feeds.get(type);
    if (feed === undefined) throw new NovateError("UNKNOWN_TYPE", "expected a known subscription type");
    return feed;
  }

  function open(key: string, subscription: { readonly type: string }): Live {
    const known = live.get(key);
    if (known !== undefined) return known;
    if (live.size >= WS_CHANNELS) {
      throw new NovateError("TOO_MANY_CHANNELS", `expected at most ${WS_CHANNELS} live channels`);
    }
    const feed = feedOf(subscription.type);
    const instance = feed.open(subscription, context);
    const channel = createChannel({ name: feed.channel ?? feed.type, key });
    const made: Live = { key, channel, instance, waiting: instance.opening && [] };
    live.set(key, made);
    byFeed.get(feed.type)!.add(made);
    // A rejection reaches the subscriptions through their snapshots.
    instance.opening?.then(
      () => setImmediate(() => catchUp(made)),
      () => undefined,
    );
    return made;
  }

  function snapshotOf(item: Live): unknown {
    if (item.waiting === undefined) return item.instance.snapshot();
    return item.instance.opening!.then(() => {
      if (item.waiting === undefined || item.waiting.length <= MAX_WAITING_BLOCKS)
        return item.instance.snapshot();
      throw new NovateError("HISTORY_BEHIND", `expected the history within ${MAX_WAITING_BLOCKS} blocks`);
    });
  }

  /** The snapshots are out: tells of the blocks since then. */
  function catchUp(item: Live): void {
    const blocks = item.waiting ?? [];
    item.waiting = undefined;
    for (const facts of blocks) publish(item, (instance) => instance.onBlock?.(facts));
  }

  function say(channel: Channel, data: unknown): void {
    if (data instanceof Several) for (const update of data.updates) channel.publish(update);
    else if (data !== undefined) channel.publish(data);
  }

  function publish({ channel, instance, key }: Live, read: (instance: FeedInstance) => unknown): void {
    try {
      say(channel, read(instance));
    } catch (error) {
      channel.lose();
      options.onError(error, key);
    }
  }

  function publishAll(read: (instance: FeedInstance) => unknown): void {
    for (const items of byFeed.values())
      for (const item of items) if (item.waiting === undefined) publish(item, read);
  }

  function tell(facts: BlockFacts): void {
    for (const items of byFeed.values()) {
      for (const item of items) {
        if (item.waiting === undefined) publish(item, (instance) => instance.onBlock?.(facts));
        else if (item.waiting.length <= MAX_WAITING_BLOCKS) item.waiting.push(facts);
      }
    }
  }

  async function tellFunding(block: bigint): Promise<void> {
    const waiting = [...live].filter(([, { instance }]) => instance.onFunding !== undefined);
    while (waiting.length > 0) {
      const some = waiting.splice(0, FUNDING_READS).map(async ([key, { channel, instance }]) => {
        try {
          const tell = await instance.onFunding!(block);
          say(channel, tell());
        } catch (error) {
          options.onError(error, key);
        }
      });
      await Promise.all(some);
    }
  }

  let told: Promise<void> = Promise.resolve();
  const hub: Hub = {
    keyOf: (subscription) => feedOf(subscription.type).key(subscription, context),
    weightOf: ({ type }) => feedOf(type).weight ?? SUBSCRIBE_WEIGHT,
    async subscribe(subscription, subscriber) {
      const key = hub.keyOf(subscription);
      const item = open(key, subscription);
      try {
        await item.channel.add(subscriber, () => snapshotOf(item));
      } catch (error) {
        hub.unsubscribe(key, subscriber);
        throw error;
      }
      return key;
    },
    unsubscribe(key, subscriber) {
      const known = live.get(key);
      if (known === undefined) return;
      known.channel.remove(subscriber);
      if (known.channel.subscribers > 0) return;
      live.delete(key);
      for (const items of byFeed.values()) items.delete(known);
    },
    onBlock: tell,
    onCandles: (changes) => publishAll((instance) => instance.onCandles?.(changes)),
    onFunding(block) {
      told = told.then(() => tellFunding(block));
      return told;
    },
    onTick: () => publishAll((instance) => instance.onTick?.()),
    get channels() {
      return live.size;
    },
    get subscriptions() {
      let sum = 0;
      for (const { channel } of live.values()) sum += channel.subscribers;
      return sum;
    },
  };
  return hub;
}
