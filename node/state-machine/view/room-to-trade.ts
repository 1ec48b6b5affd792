/** How much an account may take on in a market at its mark, by rules R1 to R3 and R5. Exact for a limit at the mark; for display, not for consensus. */
import type { MarketRecord, PositionRecord } from "../layout/generated.ts";
import { exposure } from "./margin.ts";

const PPM = 1_000_000n;
const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
const divideUp = (value: bigint, divisor: bigint): bigint => (value + divisor - 1n) / divisor;

export interface Carried {
  /** Usd6, of the whole account. */
  readonly equity: bigint;
  readonly initialMargin: bigint;
  /** Of the market; undefined where the account holds and asks for nothing. */
  readonly position: PositionRecord | undefined;
}

/** Lots: the largest order of a side that rule R3 and the market's limit let in with its limit at the mark; 0 without a mark. */
export function roomToTrade(
  { equity, initialMargin, position }: Carried,
  market: MarketRecord,
  side: "buy" | "sell",
): bigint {
  const perLot = BigInt(market.mark) * BigInt(market.unit);
  if (perLot === 0n) return 0n;
  const size = position?.size ?? 0n;
  const open = side === "buy" ? BigInt(position?.openBuyLots ?? 0) : BigInt(position?.openSellLots ?? 0);
  const held = side === "buy" ? size + open : open - size;
  const before = position === undefined ? 0n : exposure(position);
  const marginOf = (lots: bigint) => divideUp(lots * perLot * BigInt(market.imfPpm), PPM);
  const others = initialMargin - marginOf(before);
  const fits = (lots: bigint): boolean => {
    const after = absolute(held + lots);
    if (after <= before) return true;
    const fee = divideUp(lots * perLot * BigInt(market.takerFeePpm), PPM);
    return equity - fee >= others + marginOf(after);
  };
  // R5: the open lots alone count too, whatever they would close.
  const most = BigInt(market.maxPositionLots) - (held > open ? held : open);
  let [low, high] = [0n, most < 0n ? 0n : most];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (fits(middle)) low = middle;
    else high = middle - 1n;
  }
  return low;
}
