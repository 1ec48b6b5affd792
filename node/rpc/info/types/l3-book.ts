import { Type } from "typebox";
import { NovateError } from "../../../primitives/error.ts";
import { BOOK_LEVELS, QUEUE_ORDERS } from "../../limits.ts";
import { queueSchema, showQueue } from "../../present/queues.ts";
import { stateAt } from "../../present/state-at.ts";
import { coin, list, pair, place, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** The orders at the best prices of a market's book, each price in the order of its queue. */
export const l3BookInfo = defineInfo({
  type: "l3Book",
  schema: strict({
    type: Type.Literal("l3Book"),
    coin,
    nLevels: Type.Optional(Type.Integer({ minimum: 1, maximum: BOOK_LEVELS, description: "prices a side" })),
  }),
  weight: 20,
  answers: strict({ coin, ...place, levels: pair(list(queueSchema), "bids, then asks, best first") }),
  answer(query, { state, markets }) {
    const market = markets.bySymbol(query.coin);
    const levels = query.nLevels ?? BOOK_LEVELS;
    const sides = state.queues(market.id, { orders: QUEUE_ORDERS, levels })!;
    const isTooLarge = [sides.bids, sides.asks].some(
      ({ isWhole, queues }) => !isWhole && queues.length === 0,
    );
    if (isTooLarge)
      throw new NovateError("BOOK_TOO_LARGE", `expected at most ${QUEUE_ORDERS} orders at the best price`);
    const show = ({ queues }: typeof sides.bids) => queues.map((queue) => showQueue(queue, market));
    return { coin: market.symbol, ...stateAt(state), levels: [show(sides.bids), show(sides.asks)] as const };
  },
});
