import { Type } from "typebox";
import { showLevel } from "../../present/book.ts";
import { stateAt } from "../../present/state-at.ts";
import { coin, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

/** The best bid and ask, whenever a block changed one of them; null for an empty side. */
export const bboFeed = defineFeed({
  type: "bbo",
  schema: strict({ type: Type.Literal("bbo"), coin }),
  key: ({ coin: symbol }, { markets }) => `bbo:${markets.bySymbol(symbol).symbol}`,
  open(subscription, { markets, state }) {
    const market = markets.bySymbol(subscription.coin);
    const read = () => {
      const book = state.book(market.id, 1);
      return [book?.bids[0], book?.asks[0]].map((level) =>
        level === undefined ? null : showLevel(level, market),
      );
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
