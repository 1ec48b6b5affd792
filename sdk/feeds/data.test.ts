/** The types the SDK promises are held to the schemas the node validates with, by the compiler; the list of feeds at run time. */
import type { Static } from "typebox";
import { expect, expectTypeOf, it } from "vitest";
import type { Feed } from "../../node/rpc/feeds/feed.ts";
import { FEEDS } from "../../node/rpc/feeds/types/index.ts";
import type { FeedData, FeedType, SubscriptionQuery } from "./data.ts";
import { FEED_TYPES } from "./query.ts";

type Of<One, Type> =
  One extends Feed<infer Query, infer Snapshot, infer Update>
    ? Static<Query> extends { readonly type: Type }
      ? { query: Static<Query>; said: Static<Snapshot> | Static<Update> }
      : never
    : never;
type NodeFeed<Type> = Of<(typeof FEEDS)[number], Type>;

it("knows every feed of the node, and no other", () => {
  expect([...FEED_TYPES].sort()).toEqual(FEEDS.map(({ type }) => type).sort());
});

it("promises of each feed only what the node says, and asks only what the node takes", () => {
  type Kept = {
    [Type in FeedType]: NodeFeed<Type>["said"] extends FeedData[Type] ? true : NodeFeed<Type>["said"];
  };
  type Taken = { [Type in FeedType]: SubscriptionQuery<Type> extends NodeFeed<Type>["query"] ? true : Type };
  expectTypeOf<NodeFeed<"trades">>().not.toBeNever();
  expectTypeOf<Kept>().toEqualTypeOf<Record<FeedType, true>>();
  expectTypeOf<Taken>().toEqualTypeOf<Record<FeedType, true>>();
});
