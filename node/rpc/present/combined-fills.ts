/** What one order took from several in a block, told as one fill (`aggregateByTime`). */
import { type Static, Type } from "typebox";
import { formatDecimal } from "../../primitives/decimal.ts";
import type { FillEntry } from "../../store/history/index.ts";
import { sz, usd } from "../format.ts";
import { cursor } from "./cursor.ts";
import { type FillContext, fill, type fillSchema } from "./fill.ts";

export const aggregateField = {
  aggregateByTime: Type.Optional(
    Type.Boolean({ description: "fills of a crossing order in one block as one, at their average price" }),
  ),
};

/** Decimals of an average price beyond the market's own; the rest is cut off. */
const AVERAGE_DECIMALS = 4;

const belongs = (one: FillEntry, other: FillEntry): boolean =>
  one.isTaker && other.isTaker && one.block === other.block && one.orderId === other.orderId;

/** A crossing order's fills in a block lie next to each other; a deleveraging has no order. */
function runs(fills: readonly FillEntry[]): FillEntry[][] {
  const found: FillEntry[][] = [];
  for (const entry of fills) {
    const run = found.at(-1);
    if (run !== undefined && entry.orderId !== 0n && belongs(run[0]!, entry)) run.push(entry);
    else found.push([entry]);
  }
  return found;
}

const sum = (run: readonly FillEntry[], of: (entry: FillEntry) => bigint): bigint =>
  run.reduce((total, entry) => total + of(entry), 0n);

function combined(run: readonly FillEntry[], context: FillContext): Static<typeof fillSchema> {
  const [one] = run;
  if (run.length === 1) return fill(one!, context);
  const end = run.at(-1)!;
  const [first, last] = one!.index < end.index ? [one!, end] : [end, one!];
  const market = context.markets.byId(last.market);
  const lots = sum(run, (entry) => BigInt(entry.lots));
  const notional = sum(run, (entry) => BigInt(entry.price) * BigInt(entry.lots));
  const price = (notional * 10n ** BigInt(AVERAGE_DECIMALS)) / lots;
  const { startPosition } = fill(first, context);
  return {
    ...fill(last, context),
    px: formatDecimal(price, market.priceDecimals + AVERAGE_DECIMALS),
    sz: sz(lots, market),
    startPosition,
    closedPnl: usd(sum(run, (entry) => entry.pnl)),
    fee: usd(sum(run, (entry) => entry.fee)),
    cursor: cursor(end),
  };
}

/**
 * A page of fills, in its order, with those of one crossing order and block as one: sizes, fees and profits are sums, `tid` is the last
 * one's. An order whose fills go on in the next page is told in two parts; the sums stay right.
 */
export function combinedFills(
  fills: readonly FillEntry[],
  context: FillContext,
): Static<typeof fillSchema>[] {
  return runs(fills).map((run) => combined(run, context));
}
