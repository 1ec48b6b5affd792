import { Type } from "typebox";
import { type Level, levelSchema, showLevel } from "../../present/book.ts";
import { stateAt } from "../../present/state-at.ts";
import { coin, milliseconds, nullable, pair, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

const shownSchema = strict({
  coin,
  time: milliseconds("time of the block"),
  bbo: pair(nullable(levelSchema), "best bid and ask, null = empty"),
});

/** The best bid and ask, whenever a block changed one of them; null for an empty side. */
export const bboFeed = defineFeed({
  type: "bbo",
  schema: strict({ type: Type.Literal("bbo"), coin }),
  snapshots: shownSchema,
  updates: shownSchema,
  key: ({ coin: symbol }, { markets }) => `bbo:${markets.bySymbol(symbol).symbol}`,
  open(subscription, { markets, state }) {
    const market = markets.bySymbol(subscription.coin);
    const read = () => {
      const book = state.book(market.id, 1);
      const best = (level: Level | undefined) => (level === undefined ? null : showLevel(level, market));
      return [best(book?.bids[0]), best(book?.asks[0])] as const;
    };
    let shown = { coin: market.symbol, time: stateAt(state).time, bbo: read() };
    return {
      snapshot: () => shown,
      onBlock(facts) {
        if (!facts.touchedBooks.has(market.id)) return undefined;
        const bbo = read();
        if (JSON.stringify(bbo) === JSON.stringify(shown.bbo)) return undefined;
        shown = { coin: market.symbol, time: facts.time, bbo };
        return shown;
      },
    };
  },
});
