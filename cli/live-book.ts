/** A copy of a market's book kept from the l2Book feed, proven right by its checksum after every message. */
import { crc32 } from "node:zlib";
import { NovateError } from "../node/primitives/error.ts";
import type { BookSnapshot, FeedMessage, Level } from "../sdk/index.ts";

/** Levels a side that the checksum covers (docs/spec/api.md). */
const CHECKSUM_LEVELS = 25;

interface BookData {
  readonly coin: string;
  readonly time: number;
  readonly checksum: number;
  /** In a snapshot. */
  readonly levels?: readonly [readonly Level[], readonly Level[]];
  /** In a delta: new or changed levels; size 0 = gone. */
  readonly changes?: readonly [readonly Level[], readonly Level[]];
}

/** Applies what the feed says, in order. */
export class LiveBook {
  #bids = new Map<string, Level>();
  #asks = new Map<string, Level>();

  /** The book after `message`. Throws `BOOK_DIVERGED` when the copy's checksum is not the node's. */
  apply(message: FeedMessage): BookSnapshot {
    const { coin, time, levels, changes, checksum } = message.data as BookData;
    if (levels !== undefined) {
      this.#bids.clear();
      this.#asks.clear();
    }
    const [bidChanges, askChanges] = levels ?? changes ?? [[], []];
    const bids = merge(this.#bids, bidChanges, -1);
    const asks = merge(this.#asks, askChanges, 1);
    const found = checksumOf(bids, asks);
    if (found === checksum) return { coin, time, levels: [bids, asks] };
    throw new NovateError(
      "BOOK_DIVERGED",
      `expected a book with checksum ${checksum}, got one with ${found}`,
      { coin },
    );
  }
}

/** Best first: bids have `direction` -1. A price has at most 22 bits of ticks, so a double orders them exactly. */
function merge(side: Map<string, Level>, changes: readonly Level[], direction: 1 | -1): Level[] {
  for (const level of changes) {
    if (level.sz === "0") side.delete(level.px);
    else side.set(level.px, level);
  }
  return [...side.values()].sort((a, b) => direction * (Number(a.px) - Number(b.px)));
}

function checksumOf(bids: readonly Level[], asks: readonly Level[]): number {
  const best = [...bids.slice(0, CHECKSUM_LEVELS), ...asks.slice(0, CHECKSUM_LEVELS)];
  return crc32(best.map(({ px, sz }) => `${px}:${sz}`).join(":"));
}
