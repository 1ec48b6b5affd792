/** A market's static terms and its live context. */

import { type Static, Type } from "typebox";
import { MARKET_STATUSES } from "../../primitives/codec/types.ts";
import { formatDecimal } from "../../primitives/decimal.ts";
import type { HeaderRecord, MarketRecord } from "../../state-machine/layout/generated.ts";
import { middle, ppb, ppm, px, sz, usd } from "../format.ts";
import type { Market } from "../markets.ts";
import { coin, count, decimal, marketId, nullable, signed, strict } from "../schema.ts";

const PPM = 1_000_000;

export const marketSchema = strict(
  {
    name: coin,
    id: marketId,
    status: Type.Enum(["active", "reduceOnly", "closed"]),
    szDecimals: count("decimals of sizes"),
    pxDecimals: count("decimals of prices"),
    unit: count("1e-6 USD per tick per lot"),
    maxLeverage: count("1 / initial margin, cut"),
    initialMarginFraction: decimal("of the notional"),
    maintenanceMarginFraction: decimal("of the notional"),
    makerFee: signed("of the notional; below zero = rebate"),
    takerFee: signed("of the notional"),
    liquidationFee: decimal("of the notional"),
    priceBand: decimal("furthest an order may lie from the mark, as a fraction"),
    markBand: decimal("furthest the mark may lie from the index, as a fraction"),
    maxPosition: decimal("base units"),
    minNotional: decimal("USD of an order"),
    impactNotional: decimal("USD that the impact price is taken at"),
    maxPx: decimal("highest price"),
  },
  "terms of a market",
);

const price = nullable(decimal("price; null = not yet"));

export const contextSchema = strict(
  {
    coin,
    markPx: price,
    oraclePx: price,
    oracleTime: count("ms since the Unix epoch; 0 = never"),
    stale: Type.Boolean({ description: "the index is older than the chain allows" }),
    midPx: price,
    bestBid: price,
    bestAsk: price,
    lastPx: price,
    funding: signed("last rate, of one funding interval"),
    premium: nullable(signed("(mark - index) / index")),
    openInterest: decimal("base units, one side"),
  },
  "live prices of a market",
);

export function marketTerms(record: MarketRecord, market: Market): Static<typeof marketSchema> {
  return {
    name: market.symbol,
    id: market.id,
    status: MARKET_STATUSES[record.status]!,
    szDecimals: market.sizeDecimals,
    pxDecimals: market.priceDecimals,
    unit: market.unit,
    maxLeverage: Math.floor(PPM / record.imfPpm),
    initialMarginFraction: ppm(record.imfPpm),
    maintenanceMarginFraction: ppm(record.mmfPpm),
    makerFee: ppm(record.makerFeePpm),
    takerFee: ppm(record.takerFeePpm),
    liquidationFee: ppm(record.liquidationFeePpm),
    priceBand: ppm(record.priceBandPpm),
    markBand: ppm(record.markBandPpm),
    maxPosition: sz(record.maxPositionLots, market),
    minNotional: usd(record.minNotional),
    impactNotional: usd(record.impactNotional),
    maxPx: px(2 ** record.tickBits - 1, market),
  };
}

/** Rule O2: the index is older than the chain allows. */
export function isStale(
  record: MarketRecord,
  header: Pick<HeaderRecord, "indexMaxAge" | "timestamp">,
): boolean {
  return record.indexTime + BigInt(header.indexMaxAge) < header.timestamp;
}

/** Prices that do not exist yet are null. */
export function marketContext(
  record: MarketRecord,
  market: Market,
  header: Pick<HeaderRecord, "indexMaxAge" | "timestamp">,
): Static<typeof contextSchema> {
  const price = (value: number) => (value === 0 ? null : px(value, market));
  const { bestBid, bestAsk } = record;
  return {
    coin: market.symbol,
    markPx: price(record.mark),
    oraclePx: price(record.index),
    oracleTime: Number(record.indexTime),
    stale: isStale(record, header),
    midPx: bestBid === 0 || bestAsk === 0 ? null : middle(bestBid, bestAsk, market),
    bestBid: price(bestBid),
    bestAsk: price(bestAsk),
    lastPx: price(record.lastTrade),
    funding: ppb(record.lastRate),
    premium: premium(record),
    openInterest: sz(record.openInterest, market),
  };
}

/** (mark - index) / index, cut after six decimals. */
function premium(record: MarketRecord): string | null {
  if (record.mark === 0 || record.index === 0) return null;
  const scaled = (BigInt(record.mark - record.index) * BigInt(PPM)) / BigInt(record.index);
  return formatDecimal(scaled, 6);
}
