/** What one `subscription.type` is: its parameters, what it sends, and how a channel of it is filled from blocks. */
import type { Static, TObject, TSchema } from "typebox";
import type { CandleChange } from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";
import type { BlockFacts } from "./block-facts.ts";

/** What a block gives several messages for, in order. */
export class Several<Update> {
  readonly updates: readonly Update[];

  constructor(updates: readonly Update[]) {
    this.updates = updates;
  }
}

type Said<Update> = Update | Several<Update> | undefined;

/** The state behind one channel. A method that returns undefined has nothing to say. */
export interface FeedInstance<Snapshot = unknown, Update = unknown> {
  /** Until it resolves nothing is called; the blocks since then follow, in order. When it rejects, so do the subscriptions. */
  readonly opening?: Promise<void>;
  /** Everything up to the last block that `onBlock` saw. A promise must resolve to data as of the call. undefined = nothing yet: the first update is told as the snapshot. */
  snapshot(): Snapshot | undefined | Promise<Snapshot | undefined>;
  onBlock?(facts: BlockFacts): Said<Update>;
  /** Bars changed; called after the block's `onBlock`, once history has them. */
  onCandles?(changes: readonly CandleChange[]): Said<Update>;
  /**
   * Funding accrued in block `block`, and history has the entries. What was read is told by the function it resolves to, at the moment
   * that one is called.
   */
  onFunding?(block: bigint): Promise<() => Said<Update>>;
  /** Called every `FEED_TICK_MS`. */
  onTick?(): Said<Update>;
}

export interface Feed<
  Query extends TObject = TObject,
  Snapshot extends TSchema = TSchema,
  Update extends TSchema = TSchema,
> {
  readonly type: string;
  /** What its messages call their channel; `type` if absent. */
  readonly channel?: string;
  readonly schema: Query;
  /** Weight of a subscription, `SUBSCRIBE_WEIGHT` if absent. */
  readonly weight?: number;
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
