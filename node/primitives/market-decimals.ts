/** Prices and sizes of a market as decimal strings: `ticks * 10^-priceDecimals` USD, `lots * 10^-sizeDecimals` units. */
import { formatDecimal, parseSigned, parseUnsigned } from "./decimal.ts";
import { NovateError } from "./error.ts";
import { type Lots, lots, type Ticks, ticks, type Usd6, usd6 } from "./units.ts";

export const USD6_DECIMALS = 6;

export interface MarketDecimals {
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
}

function small(value: bigint, text: string): number {
  if (value <= 0xffff_ffffn && value >= -0xffff_ffffn) return Number(value);
  throw new NovateError("OUT_OF_RANGE", `expected a magnitude below 2^32, got ${text}`);
}

/** Throws `BAD_DECIMAL` or, beyond 2^22 - 1 ticks, `OUT_OF_RANGE`. */
export function parsePrice(text: string, market: MarketDecimals): Ticks {
  return ticks(small(parseUnsigned(text, market.priceDecimals), text));
}

/** Throws `BAD_DECIMAL` or, beyond 2^32 - 1 lots, `OUT_OF_RANGE`. */
export function parseSize(text: string, market: MarketDecimals): Lots {
  return lots(small(parseUnsigned(text, market.sizeDecimals), text));
}

/** Throws `BAD_DECIMAL` or, beyond 64 bits, `OUT_OF_RANGE`. Signed: balances may be negative. */
export function parseUsd(text: string): Usd6 {
  return usd6(parseSigned(text, USD6_DECIMALS));
}

export function formatPrice(price: Ticks, market: MarketDecimals): string {
  return formatDecimal(BigInt(price), market.priceDecimals);
}

export function formatSize(size: Lots, market: MarketDecimals): string {
  return formatDecimal(BigInt(size), market.sizeDecimals);
}

export function formatUsd(amount: bigint): string {
  return formatDecimal(amount, USD6_DECIMALS);
}
