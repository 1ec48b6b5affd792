import { Type } from "typebox";
import { NovateError } from "../../../primitives/error.ts";
import { BOOK_LEVELS } from "../../limits.ts";
import { bookChecksum, checksumSchema, levelSchema } from "../../present/book.ts";
import { groupingFields, readShownBook } from "../../present/grouped-book.ts";
import { stateAt } from "../../present/state-at.ts";
import { coin, list, pair, place, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** The best levels of a market's book, bids then asks, as they are or grouped. The checksum covers what a full feed would hold. */
export const l2BookInfo = defineInfo({
  type: "l2Book",
  schema: strict({
    type: Type.Literal("l2Book"),
    coin,
    nLevels: Type.Optional(Type.Integer({ minimum: 1, maximum: BOOK_LEVELS, description: "levels a side" })),
    ...groupingFields,
  }),
  weight: 2,
  answers: strict({
    coin,
    ...place,
    levels: pair(list(levelSchema), "bids, then asks, best first"),
    checksum: checksumSchema,
  }),
  answer(query, { state, markets }) {
    const market = markets.bySymbol(query.coin);
    const book = readShownBook(state, market, query);
    if (book === undefined) throw new NovateError("UNKNOWN_MARKET", "expected a listed market");
    const [bids, asks] = book;
    const shown = query.nLevels ?? BOOK_LEVELS;
    return {
      coin: market.symbol,
      ...stateAt(state),
      levels: [bids.slice(0, shown), asks.slice(0, shown)] as const,
      checksum: bookChecksum(bids, asks),
    };
  },
});
