/** Engine integers as the API's strings. */
import { formatDecimal } from "../primitives/decimal.ts";
import { NovateError } from "../primitives/error.ts";
import { formatPrice, formatUsd } from "../primitives/market-decimals.ts";
import { ticks } from "../primitives/units.ts";
import type { Market } from "./markets.ts";

/** USD of `value` ticks. */
export const px = (value: number, market: Market): string => formatPrice(ticks(value), market);
/** Base units of `value` lots, signed; sums over accounts may exceed what one order can hold. */
export const sz = (value: number | bigint, market: Market): string =>
  formatDecimal(BigInt(value), market.sizeDecimals);
export const usd = formatUsd;
/** A fraction given in parts per million, or per billion. */
export const ppm = (value: number): string => formatDecimal(BigInt(value), 6);
export const ppb = (value: bigint): string => formatDecimal(value, 9);

/** An id as JSON can hold it exactly: a number up to 2^53 - 1, text beyond. */
export const id = (value: bigint): number | string =>
  value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString();

/** Hyperliquid's sides: B buys, A sells. */
export const side = (isBuy: boolean): "A" | "B" => (isBuy ? "B" : "A");

/** Half-way between two prices, exact: one decimal more where the sum is odd. */
export function middle(bid: number, ask: number, market: Market): string {
  return formatDecimal(BigInt(bid + ask) * 5n, market.priceDecimals + 1);
}

/** Decimals that an average price shows beyond those of the market's ticks; the rest is cut off. */
const AVERAGE_DECIMALS = 4;

/** The average price of `notional` Usd6 over `size` lots, in USD, cut (not rounded) after the last decimal. */
export function averagePrice(
  notional: bigint,
  size: bigint,
  market: { unit: number; priceDecimals: number },
): string {
  if (size === 0n) throw new NovateError("INTERNAL", "expected a size above zero for an average price");
  const scaled = (notional * 10n ** BigInt(AVERAGE_DECIMALS)) / (size * BigInt(market.unit));
  return formatDecimal(scaled, market.priceDecimals + AVERAGE_DECIMALS);
}
