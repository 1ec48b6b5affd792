/** What one `subscription.type` is: its parameters, what it sends, and how a channel of it is filled from blocks. */
import type { Static, TObject, TSchema } from "typebox";
import type { CandleChange } from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";
import type { BlockFacts } from "./block-facts.ts";

/** The state behind one channel. A method that returns undefined has nothing to say. */
export interface FeedInstance<Snapshot = unknown, Update = unknown> {
  /** Everything up to the last block that `onBlock` saw. A promise must resolve to data as of the call. */
  snapshot(): Snapshot | Promise<Snapshot>;
  onBlock?(facts: BlockFacts): Update | undefined;
  /** Bars changed; called after the block's `onBlock`, once history has them. */
  onCandles?(changes: readonly CandleChange[]): Update | undefined;
  /** Called every `FEED_TICK_MS`. */
  onTick?(): Update | undefined;
}

export interface Feed<
  Query extends TObject = TObject,
  Snapshot extends TSchema = TSchema,
  Update extends TSchema = TSchema,
> {
  readonly type: string;
  readonly schema: Query;
  /** The `data` of the first message, and of those after it: for the description of the API. */
  readonly snapshots: Snapshot;
  readonly updates: Update;
  /** Names the channel: subscriptions with equal keys share it. Throws `UNKNOWN_MARKET`. */
  key(subscription: Static<Query>, context: ReadContext): string;
  open(
    subscription: Static<Query>,
    context: ReadContext,
  ): FeedInstance<Static<NoInfer<Snapshot>>, Static<NoInfer<Update>>>;
}

/** Keeps the schemas' static types for the members of a feed. */
export function defineFeed<Query extends TObject, Snapshot extends TSchema, Update extends TSchema>(
  feed: Feed<Query, Snapshot, Update>,
): Feed<Query, Snapshot, Update> {
  return feed;
}
