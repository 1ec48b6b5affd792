/** Prices outside the engine: exact decimals as integers of 1e-12, never floats. */
import { parseUnsigned } from "../node/primitives/decimal.ts";

/** 1e-12 of the quote currency a unit of the base. */
export type Price = bigint;

export const PRICE_DECIMALS = 12;
const ONE = 10n ** BigInt(PRICE_DECIMALS);
const BPS = 10_000n;

/** A decimal as exchanges write it: text or a JSON number, finer digits than 1e-12 cut off. Throws `BAD_DECIMAL`. */
export function parsePrice(value: unknown): Price {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value : "";
  const [whole = "", fraction] = text.split(".");
  return parseUnsigned(
    fraction === undefined ? whole : `${whole}.${fraction.slice(0, PRICE_DECIMALS)}`,
    PRICE_DECIMALS,
  );
}

/** The middle of the sorted prices; of an even count the mean of the two in the middle, rounded down. At least one. */
export function medianDown(prices: readonly Price[]): Price {
  const sorted = [...prices].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted.length >> 1;
  const upper = sorted[middle]!;
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2n;
}

/** True when `price` lies within `bps` basis points of `centre`, the bound included. */
export function isWithin(price: Price, centre: Price, bps: number): boolean {
  const off = price > centre ? price - centre : centre - price;
  return off * BPS <= centre * BigInt(bps);
}

export const timesDown = (a: Price, b: Price): Price => (a * b) / ONE;

/** In ticks of a market with so many price decimals, to the nearest, a half up. */
export function toTicksNearest(price: Price, priceDecimals: number): number {
  const tick = 10n ** BigInt(PRICE_DECIMALS - priceDecimals);
  return Number((price + tick / 2n) / tick);
}
