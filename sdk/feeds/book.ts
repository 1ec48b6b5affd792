/** A copy of a market's book kept from the l2Book feed, proven right by its checksum after every message. */
import { NovateError } from "../../node/primitives/error.ts";
import type { BookSnapshot, Level } from "../types.ts";
import { crc32 } from "./crc32.ts";
import type { FeedMessage } from "./data.ts";

/** Levels a side that the checksum covers (docs/spec/api.md). */
const CHECKSUM_LEVELS = 25;

/** The best 100 levels a side as they are after `seq`. */
export interface LiveBookState extends BookSnapshot {
  readonly block: number;
  readonly checksum: number;
  readonly seq: number;
}

/** Applies what the feed says, in order. */
export class LiveBook {
  #bids = new Map<string, Level>();
  #asks = new Map<string, Level>();
  #expected: number | undefined;

  /**
   * The book after `message`. Throws `BOOK_GAP` for an update that does not follow the message before it (or comes before a snapshot),
   * `BOOK_DIVERGED` when the copy's checksum is not the node's: the book has to be asked for again; until a snapshot nothing is applied.
   */
  apply(message: Omit<FeedMessage<"l2Book">, "channel">): LiveBookState {
    const { seq, data } = message;
    const { coin, time, block, levels, changes, checksum } = data;
    if (levels !== undefined) {
      this.#bids.clear();
      this.#asks.clear();
    } else if (seq !== this.#expected) {
      const expected = this.#expected ?? "a snapshot";
      this.#expected = undefined;
      throw new NovateError("BOOK_GAP", `expected ${expected} of the book of ${coin}, got ${seq}`, {
        coin,
        seq,
      });
    }
    const [bidChanges, askChanges] = levels ?? changes ?? [[], []];
    const bids = merge(this.#bids, bidChanges, -1);
    const asks = merge(this.#asks, askChanges, 1);
    const found = checksumOf(bids, asks);
    this.#expected = found === checksum ? seq + 1 : undefined;
    if (found === checksum) return { coin, time, block, seq, checksum, levels: [bids, asks] };
    throw new NovateError(
      "BOOK_DIVERGED",
      `expected a book of ${coin} with checksum ${checksum}, got one with ${found}`,
      { coin, seq },
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
