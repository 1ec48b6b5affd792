import { Type } from "typebox";
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

/**
 * The best 100 levels a side, as they are or grouped: a snapshot, then what changed in each block. A client that applies the deltas holds
 * exactly those levels; the checksum proves it.
 */
export const l2BookFeed = defineFeed({
  type: "l2Book",
  schema: strict({ type: Type.Literal("l2Book"), coin, ...groupingFields }),
  snapshots: strict({ ...shared, levels: pair(list(levelSchema), "bids, then asks, best first") }),
  updates: strict({ ...shared, changes: pair(list(levelSchema), "of bids, then asks; `sz` 0 removes") }),
  key: ({ coin: symbol, ...grouping }, { markets }) =>
    `l2Book:${markets.bySymbol(symbol).symbol}${groupingKey(grouping)}`,
  open(subscription, { markets, state }) {
    const market = markets.bySymbol(subscription.coin);
    const read = () => readShownBook(state, market, subscription) ?? ([[], []] as const);
    let [bids, asks]: readonly [Shown, Shown] = read();
    let at = stateAt(state);
    return {
      snapshot: () => ({
        coin: market.symbol,
        ...at,
        levels: [bids, asks] as const,
        checksum: bookChecksum(bids, asks),
      }),
      onBlock(facts) {
        if (!facts.touchedBooks.has(market.id)) return undefined;
        const [newBids, newAsks] = read();
        const delta = [changes(bids, newBids), changes(asks, newAsks)] as const;
        [bids, asks] = [newBids, newAsks];
        at = stateAt(state);
        if (delta.every((side) => side.length === 0)) return undefined;
        return { coin: market.symbol, ...at, changes: delta, checksum: bookChecksum(bids, asks) };
      },
    };
  },
});
