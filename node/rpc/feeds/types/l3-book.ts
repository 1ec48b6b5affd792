import { Type } from "typebox";
import { px } from "../../format.ts";
import { QUEUE_ORDERS, QUEUES_SUBSCRIBE_WEIGHT } from "../../limits.ts";
import { queueChangeSchema, queueSchema, showQueue, showQueueChange } from "../../present/queues.ts";
import { coin, count, decimal, list, nullable, pair, place, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";
import { QueueBook } from "../queue-book.ts";

const wholeSchema = strict({
  coin,
  block: count("the book is as of this block"),
  levels: pair(list(queueSchema), "bids, then asks, best first"),
  bounds: pair(
    nullable(decimal("worst price that is told")),
    "of bids, then asks; null = all are told. Orders behind a bound are not",
  ),
});
const changesSchema = strict({
  coin,
  ...place,
  changes: list(queueChangeSchema, "in the order they happened"),
});

/** Every order around the spread with its place in the queue, then what happened to each; the whole window again when prices have left it. */
export const l3BookFeed = defineFeed({
  type: "l3Book",
  schema: strict({ type: Type.Literal("l3Book"), coin }),
  weight: QUEUES_SUBSCRIBE_WEIGHT,
  snapshots: wholeSchema,
  updates: Type.Union([wholeSchema, changesSchema]),
  key: (query, { markets }) => `l3Book:${markets.bySymbol(query.coin).symbol}`,
  open(query, { markets, state }) {
    const market = markets.bySymbol(query.coin);
    const book = new QueueBook({ market: market.id, most: QUEUE_ORDERS }, { state });
    let block = Number(book.from);
    let isBroken = false;
    const whole = () => {
      const [bids, asks] = book.levels;
      const [worstBid, worstAsk] = book.bounds;
      const bound = (price: number | undefined) => (price === undefined ? null : px(price, market));
      const show = (queues: typeof bids) => queues.map((queue) => showQueue(queue, market));
      return {
        coin: market.symbol,
        block,
        levels: [show(bids), show(asks)] as const,
        bounds: [bound(worstBid), bound(worstAsk)] as const,
      };
    };
    const readAgain = () => {
      isBroken = true;
      book.read();
      isBroken = false;
      block = Number(book.from);
      return whole();
    };
    return {
      snapshot: () => (isBroken ? readAgain() : whole()),
      onBlock(facts) {
        if (isBroken) return readAgain();
        if (!facts.touchedBooks.has(market.id) || facts.number <= Number(book.from)) return undefined;
        isBroken = true;
        const changes = book.take(BigInt(facts.number), facts.events);
        isBroken = false;
        block = facts.number;
        if (book.isWorn) return readAgain();
        if (changes.length === 0) return undefined;
        const shown = changes.map((change) => showQueueChange(change, market));
        return { coin: market.symbol, block: facts.number, time: facts.time, changes: shown };
      },
    };
  },
});
