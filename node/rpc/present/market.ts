/** A market's static terms and its live context. */

import { type Static, Type } from "typebox";
import { MARKET_STATUSES } from "../../primitives/codec/types.ts";
import { formatDecimal } from "../../primitives/decimal.ts";
import type { HeaderRecord, MarketRecord } from "../../state-machine/layout/generated.ts";
import { fundingEstimate, nextFundingTime } from "../../state-machine/view/funding-estimate.ts";
import { IMPACT_LEVELS, impactPrice } from "../../state-machine/view/impact-price.ts";
import type { ReadContext } from "../context.ts";
import type { DayFigures } from "../day-figures.ts";
import type { StateReader } from "../dependencies.ts";
import { middle, ppb, ppm, px, sz, usd } from "../format.ts";
import type { Market } from "../markets.ts";
import { coin, count, decimal, marketId, milliseconds, nullable, pair, signed, strict } from "../schema.ts";

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
    marginTableId: count("of the table of its leverage"),
    isDelisted: Type.Optional(Type.Literal(true)),
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
    impactPxs: nullable(
      pair(decimal("price"), "average prices of selling and buying the impact notional now"),
    ),
    fundingEstimate: nullable(
      signed("rate of the interval if it ended now as it went so far; null = no sample counts yet"),
    ),
    fundingPremium: nullable(signed("mean premium of the book over the index in the interval so far")),
    fundingSlots: count(
      "slots of the interval that count so far; with fewer than 15 of 60 at its end its rate is 0",
    ),
    nextFundingTime: milliseconds("when the interval ends"),
    prevDayPx: nullable(
      decimal("last price of 24 hours ago, a younger market's first price; null = it never traded"),
    ),
    dayHigh: nullable(decimal("of the last 24 hours; null = nothing traded")),
    dayLow: nullable(decimal("of the last 24 hours; null = nothing traded")),
    dayBaseVlm: decimal("base units of the last 24 hours"),
    dayNtlVlm: decimal("USD of the last 24 hours"),
  },
  "live prices of a market",
);

/** 1 / initial margin, cut. */
export const maxLeverage = (record: Pick<MarketRecord, "imfPpm">): number => Math.floor(PPM / record.imfPpm);

export function marketTerms(record: MarketRecord, market: Market): Static<typeof marketSchema> {
  return {
    name: market.symbol,
    id: market.id,
    status: MARKET_STATUSES[record.status]!,
    szDecimals: market.sizeDecimals,
    pxDecimals: market.priceDecimals,
    unit: market.unit,
    maxLeverage: maxLeverage(record),
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
    marginTableId: maxLeverage(record),
    ...(MARKET_STATUSES[record.status] === "closed" ? { isDelisted: true } : {}),
  };
}

/** Rule O2: the index is older than the chain allows. */
export function isStale(
  record: MarketRecord,
  header: Pick<HeaderRecord, "indexMaxAge" | "timestamp">,
): boolean {
  return record.indexTime + BigInt(header.indexMaxAge) < header.timestamp;
}

/** null unless both sides hold the impact notional. */
function impactPrices(record: MarketRecord, market: Market, state: Pick<StateReader, "book">) {
  const book = state.book(record.id, IMPACT_LEVELS);
  const bid = book && impactPrice(record, book.bids, "bids");
  const ask = book && impactPrice(record, book.asks, "asks");
  return bid === undefined || ask === undefined ? null : ([px(bid, market), px(ask, market)] as const);
}

/** Prices that do not exist yet are null. */
export function marketContext(
  record: MarketRecord,
  market: Market,
  context: Pick<ReadContext, "day" | "state">,
): Static<typeof contextSchema> {
  const { state } = context;
  const price = (value: number) => (value === 0 ? null : px(value, market));
  const { bestBid, bestAsk } = record;
  const header = state.header();
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
    impactPxs: impactPrices(record, market, state),
    ...comingFunding(record, header),
    ...dayOf(market, context.day(market.id)),
  };
}

function comingFunding(
  record: MarketRecord,
  { fundingInterval, timestamp }: Pick<HeaderRecord, "fundingInterval" | "timestamp">,
) {
  const estimate = fundingEstimate(record);
  return {
    fundingEstimate: estimate === undefined ? null : ppb(estimate.rate),
    fundingPremium: estimate === undefined ? null : ppb(estimate.premium),
    fundingSlots: estimate?.slots ?? 0,
    nextFundingTime: nextFundingTime(Number(timestamp), fundingInterval),
  };
}

function dayOf(market: Market, { before, high, low, lots, notional }: DayFigures) {
  const price = (value: number | undefined) => (value === undefined ? null : px(value, market));
  return {
    prevDayPx: price(before),
    dayHigh: price(high),
    dayLow: price(low),
    dayBaseVlm: sz(lots, market),
    dayNtlVlm: usd(notional),
  };
}

/** (mark - index) / index, cut after six decimals. */
function premium(record: MarketRecord): string | null {
  if (record.mark === 0 || record.index === 0) return null;
  const scaled = (BigInt(record.mark - record.index) * BigInt(PPM)) / BigInt(record.index);
  return formatDecimal(scaled, 6);
}
