/** All live channels: opened at the first subscription, filled at every block, closed when the last one leaves. */
import type { TObject } from "typebox";
import { NovateError } from "../../primitives/error.ts";
import type { CandleChange } from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";
import { FUNDING_READS, WS_CHANNELS } from "../limits.ts";
import type { BlockFacts } from "./block-facts.ts";
import { type Channel, createChannel, type Subscriber } from "./channel.ts";
import { type Feed, type FeedInstance, Several } from "./feed.ts";

interface Live {
  readonly channel: Channel;
  readonly instance: FeedInstance;
}

export interface Hub {
  /** Resolves when the snapshot was sent. Throws `UNKNOWN_MARKET`, `TOO_MANY_CHANNELS`. Returns the channel's key. */
  subscribe(subscription: { readonly type: string }, subscriber: Subscriber): Promise<string>;
  /** The key a subscription has, live or not. */
  keyOf(subscription: { readonly type: string }): string;
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
    const made = {
      channel: createChannel({ name: feed.channel ?? feed.type, key }),
      instance: feed.open(subscription, context),
    };
    live.set(key, made);
    return made;
  }

  function say(channel: Channel, data: unknown): void {
    if (data instanceof Several) for (const update of data.updates) channel.publish(update);
    else if (data !== undefined) channel.publish(data);
  }

  function publish(read: (instance: FeedInstance) => unknown): void {
    for (const [key, { channel, instance }] of live) {
      try {
        say(channel, read(instance));
      } catch (error) {
        channel.lose();
        options.onError(error, key);
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
    async subscribe(subscription, subscriber) {
      const key = hub.keyOf(subscription);
      const { channel, instance } = open(key, subscription);
      try {
        await channel.add(subscriber, () => instance.snapshot());
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
      if (known.channel.subscribers === 0) live.delete(key);
    },
    onBlock: (facts) => publish((instance) => instance.onBlock?.(facts)),
    onCandles: (changes) => publish((instance) => instance.onCandles?.(changes)),
    onFunding(block) {
      told = told.then(() => tellFunding(block));
      return told;
    },
    onTick: () => publish((instance) => instance.onTick?.()),
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
