/** What one `subscription.type` is: its parameters, and how a channel of it is filled from blocks. */
import type { Static, TObject } from "typebox";
import type { CandleChange } from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";
import type { BlockFacts } from "./block-facts.ts";

/** The state behind one channel. A method that returns undefined has nothing to say. */
export interface FeedInstance {
  /** Everything up to the last block that `onBlock` saw. A promise must resolve to data as of the call. */
  snapshot(): unknown;
  onBlock?(facts: BlockFacts): unknown;
  /** Bars changed; called after the block's `onBlock`, once history has them. */
  onCandles?(changes: readonly CandleChange[]): unknown;
  /** Called every `FEED_TICK_MS`. */
  onTick?(): unknown;
}

export interface Feed<Schema extends TObject = TObject> {
  readonly type: string;
  readonly schema: Schema;
  /** Names the channel: subscriptions with equal keys share it. Throws `UNKNOWN_MARKET`. */
  key(subscription: Static<Schema>, context: ReadContext): string;
  open(subscription: Static<Schema>, context: ReadContext): FeedInstance;
}

/** Keeps the schema's static type for the members of a feed. */
export function defineFeed<Schema extends TObject>(feed: Feed<Schema>): Feed<Schema> {
  return feed;
}
