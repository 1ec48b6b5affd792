/** The price at which a size that matters would trade now, by rule O4. Exact; for display, not for consensus. */
import type { MarketRecord } from "../layout/generated.ts";

/** Levels a side that the rule looks at. */
export const IMPACT_LEVELS = 64;

interface Level {
  /** Ticks. */
  readonly price: number;
  readonly lots: number | bigint;
}

/** Quotient rounded up, of numbers not below zero. */
const divideUp = (value: bigint, divisor: bigint): bigint => (value + divisor - 1n) / divisor;

/**
 * Ticks: the average price of the market's impact notional against the best {@link IMPACT_LEVELS} of `levels`, best first,
 * rounded against the one who trades (down for bids, up for asks); undefined when they do not hold as much.
 */
export function impactPrice(
  market: Pick<MarketRecord, "impactNotional" | "unit">,
  levels: readonly Level[],
  side: "bids" | "asks",
): number | undefined {
  let remaining = market.impactNotional;
  let lots = 0n;
  let value = 0n;
  for (const level of levels.slice(0, IMPACT_LEVELS)) {
    const perLot = BigInt(level.price) * BigInt(market.unit);
    const need = divideUp(remaining, perLot);
    const taken = need < BigInt(level.lots) ? need : BigInt(level.lots);
    lots += taken;
    value += taken * BigInt(level.price);
    remaining -= taken * perLot;
    if (taken === need) return Number(side === "bids" ? value / lots : divideUp(value, lots));
  }
  return undefined;
}
