/** The mark at which an account would be liquidated, by rules M1, R2 and L1. Exact; for display. */
import type { MarketRecord } from "../layout/generated.ts";
import type { AccountMargin, PositionMargin } from "./margin.ts";

const PPM = 1_000_000n;

type MarginMarket = Pick<MarketRecord, "mark" | "unit" | "mmfPpm" | "tickBits">;

/**
 * Ticks: the highest mark of the position's market (lowest, of a short) at which equity is below the maintenance margin, everything else
 * being as it is; undefined where no mark of the grid does that, or the position is empty. `position` is one of `account`'s. 22 steps.
 */
export function liquidationPrice(
  account: AccountMargin,
  position: PositionMargin,
  market: MarginMarket,
): number | undefined {
  const { size } = position;
  if (size === 0n) return undefined;
  const isLong = size > 0n;
  const lots = isLong ? size : -size;
  const [unit, mmf] = [BigInt(market.unit), BigInt(market.mmfPpm)];
  const others = account.maintenanceMargin - position.maintenanceMargin;
  const isBelow = (price: number): boolean => {
    const equity = account.equity + size * BigInt(price - market.mark) * unit;
    const own = (lots * BigInt(price) * unit * mmf + PPM - 1n) / PPM;
    return equity < others + own;
  };
  const highest = 2 ** market.tickBits - 1;
  // Falling marks only bring a long nearer, rising ones a short: one end of the grid is below, the other not, or there is no such mark.
  let [below, above] = isLong ? [1, highest] : [highest, 1];
  if (!isBelow(below)) return undefined;
  if (isBelow(above)) return above;
  while (Math.abs(above - below) > 1) {
    const middle = (below + above) >> 1;
    if (isBelow(middle)) below = middle;
    else above = middle;
  }
  return below;
}
