import { type Static, Type } from "typebox";
import { NovateError } from "../../../primitives/error.ts";
import { BOOK_LEVELS, FAST_FEED_LEVELS, FEED_LEVELS } from "../../limits.ts";
import { bookChecksum, checksumSchema, levelSchema, type ShownLevel } from "../../present/book.ts";
import { groupingFields, groupingKey, readShownBook } from "../../present/grouped-book.ts";
import { stateAt } from "../../present/state-at.ts";
import { coin, list, pair, place, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

const shared = { coin, ...place, checksum: checksumSchema };

type Shown = readonly ShownLevel[];

/** Levels that are new or changed, and `sz` 0 for those that are gone. */
function changes(before: Shown, after: Shown): ShownLevel[] {
  const old = new Map(before.map((level) => [level.px, level]));
  const changed: ShownLevel[] = [];
  for (const level of after) {
    const known = old.get(level.px);
    old.delete(level.px);
    if (known === undefined || known.sz !== level.sz || known.n !== level.n) changed.push(level);
  }
  for (const px of old.keys()) changed.push({ px, sz: "0", n: 0 });
  return changed;
}

const wholeSchema = strict({ ...shared, levels: pair(list(levelSchema), "bids, then asks, best first") });
const deltaSchema = strict({
  ...shared,
  changes: pair(list(levelSchema), "of bids, then asks; `sz` 0 removes"),
});

const schema = strict({
  type: Type.Literal("l2Book"),
  coin,
  ...groupingFields,
  deltas: Type.Optional(
    Type.Boolean({
      description: `the best ${BOOK_LEVELS} levels a side, after the first message what changed`,
    }),
  ),
  fast: Type.Optional(Type.Boolean({ description: `${FAST_FEED_LEVELS} levels instead of ${FEED_LEVELS}` })),
});

/** What follows `l2Book:` and the coin in the key of a channel. */
function kindOf({ deltas, fast }: Static<typeof schema>): "" | ":deltas" | ":fast" {
  if (deltas !== true) return fast === true ? ":fast" : "";
  if (fast === undefined) return ":deltas";
  throw new NovateError("BAD_REQUEST", "expected either deltas or fast");
}

const DEPTH = { "": FEED_LEVELS, ":fast": FAST_FEED_LEVELS, ":deltas": BOOK_LEVELS } as const;

/**
 * The best levels a side, as they are or grouped, whenever a block changed them: 20 of them, whole. With `deltas` the best 100, then what
 * changed in each block: a client that applies the deltas holds exactly those levels; the checksum proves it.
 */
export const l2BookFeed = defineFeed({
  type: "l2Book",
  schema,
  snapshots: wholeSchema,
  updates: Type.Union([wholeSchema, deltaSchema]),
  key: (query, { markets }) =>
    `l2Book:${markets.bySymbol(query.coin).symbol}${groupingKey(query)}${kindOf(query)}`,
  open(subscription, { markets, state }) {
    const market = markets.bySymbol(subscription.coin);
    const kind = kindOf(subscription);
    const read = () => {
      const [bids, asks] = readShownBook(state, market, subscription) ?? [[], []];
      return [bids.slice(0, DEPTH[kind]), asks.slice(0, DEPTH[kind])] as const;
    };
    let [bids, asks]: readonly [Shown, Shown] = read();
    let at = stateAt(state);
    const whole = () => {
      return {
        coin: market.symbol,
        ...at,
        levels: [bids, asks] as const,
        checksum: bookChecksum(bids, asks),
      };
    };
    return {
      snapshot: whole,
      onBlock(facts) {
        if (!facts.touchedBooks.has(market.id)) return undefined;
        const [newBids, newAsks] = read();
        const delta = [changes(bids, newBids), changes(asks, newAsks)] as const;
        [bids, asks] = [newBids, newAsks];
        at = stateAt(state);
        if (delta.every((side) => side.length === 0)) return undefined;
        if (kind !== ":deltas") return whole();
        return { coin: market.symbol, ...at, changes: delta, checksum: bookChecksum(bids, asks) };
      },
    };
  },
});
