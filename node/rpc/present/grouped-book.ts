/** A book in coarser steps: by significant figures, as Hyperliquid's users ask for it, or by a fixed number of ticks. */
import { type Static, Type } from "typebox";
import { NovateError } from "../../primitives/error.ts";
import type { StateReader } from "../dependencies.ts";
import { BOOK_LEVELS, BOOK_WALK_LEVELS } from "../limits.ts";
import type { Market } from "../markets.ts";
import { strict } from "../schema.ts";
import { type Level, type ShownLevel, showLevel } from "./book.ts";

const MAX_STEP = 1_000_000;

export const groupingFields = {
  nSigFigs: Type.Optional({
    ...Type.Union([Type.Integer({ minimum: 2, maximum: 5 }), Type.Null()]),
    description: "significant figures of a level's price; every price of its own if absent or null",
  }),
  mantissa: Type.Optional({
    ...Type.Union([Type.Enum([1, 2, 5]), Type.Null()]),
    description: "with nSigFigs 5: levels of 1, 2 or 5 in the last figure",
  }),
  step: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_STEP, description: "ticks a level, instead of nSigFigs" }),
  ),
};

const query = strict(groupingFields);
export type Grouping = Static<typeof query>;

/** Names the grouping in the key of a channel; empty without one. Throws `BAD_REQUEST` for fields that exclude each other. */
export function groupingKey(grouping: Grouping): string {
  const { step } = grouping;
  const nSigFigs = grouping.nSigFigs ?? undefined;
  const mantissa = grouping.mantissa ?? undefined;
  if (step !== undefined && (nSigFigs !== undefined || mantissa !== undefined)) {
    throw new NovateError("BAD_REQUEST", "expected either step or nSigFigs");
  }
  if (mantissa !== undefined && nSigFigs !== 5) {
    throw new NovateError("BAD_REQUEST", "expected mantissa with nSigFigs 5 only");
  }
  if (step !== undefined) return step === 1 ? "" : `:step${step}`;
  return nSigFigs === undefined ? "" : `:${nSigFigs}x${mantissa ?? 1}`;
}

/** Ticks between the levels around `price`. */
function stepAt(price: number, { nSigFigs, mantissa, step }: Grouping): number {
  if (step !== undefined) return step;
  const spare = String(price).length - nSigFigs!;
  return spare < 0 ? 1 : 10 ** spare * (mantissa ?? 1);
}

/** `levels`, best first, in steps: bids at the lower end of theirs, asks at the upper. */
export function group(levels: readonly Level[], grouping: Grouping, side: "asks" | "bids"): Level[] {
  const grouped: { price: number; lots: bigint; orders: number }[] = [];
  for (const { lots, orders, price } of levels) {
    const step = stepAt(price, grouping);
    const edge = (side === "bids" ? Math.floor(price / step) : Math.ceil(price / step)) * step;
    const last = grouped.at(-1);
    if (last?.price === edge) {
      last.lots += BigInt(lots);
      last.orders += orders;
    } else grouped.push({ price: edge, lots: BigInt(lots), orders });
  }
  return grouped;
}

/**
 * The best `BOOK_LEVELS` levels a side as they are shown; undefined when there is no such market. A grouped book counts the best
 * `BOOK_WALK_LEVELS` prices a side: a last level that may go on behind them is left out, unless it is the only one.
 */
export function readShownBook(
  state: Pick<StateReader, "book">,
  market: Market,
  grouping: Grouping,
): readonly [bids: readonly ShownLevel[], asks: readonly ShownLevel[]] | undefined {
  const isGrouped = groupingKey(grouping) !== "";
  const book = state.book(market.id, isGrouped ? BOOK_WALK_LEVELS : BOOK_LEVELS);
  if (book === undefined) return undefined;
  const shown = (levels: readonly Level[], side: "asks" | "bids"): ShownLevel[] => {
    if (!isGrouped) return levels.map((level) => showLevel(level, market));
    const grouped = group(levels, grouping, side);
    if (levels.length === BOOK_WALK_LEVELS && grouped.length > 1) grouped.pop();
    return grouped.slice(0, BOOK_LEVELS).map((level) => showLevel(level, market));
  };
  return [shown(book.bids, "bids"), shown(book.asks, "asks")];
}
