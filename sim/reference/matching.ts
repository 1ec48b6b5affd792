/** Matching (T2, T4), what a maker can carry (R4), and the fill itself. */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { bestOrder, cancel, isExpired, remove, trimReduceOnly } from "./book.ts";
import { emit } from "./events.ts";
import { equity, isBuy, positionMargin } from "./margin.ts";
import { abs, min } from "./numbers.ts";
import { feeOn, releaseIfEmpty, settleFunding, trade } from "./positions.ts";
import { accountOf, type Order, positionOf, type State } from "./state.ts";

/** An order on its way through the book. */
export interface Taker {
  readonly account: number;
  readonly market: number;
  readonly isBuy: boolean;
  /** Ticks. */
  readonly limit: number;
  readonly orderId: bigint;
  readonly visitLimit: number;
  /** Stop before a fill that turns `equity` negative (T2, step 5). */
  readonly guarded: boolean;
  /** L2: fees go to the insurance fund, at most what a fill gains over the limit. */
  readonly liquidation: boolean;
  equity: bigint;
  remaining: number;
  filled: number;
  notional: bigint;
  fee: bigint;
  visits: number;
  /** Why matching stopped early, or OK. */
  stop: number;
}

/** Whether the best opposite price lies within the limit. */
export function crosses(s: State, market: number, isBuyer: boolean, limit: number): boolean {
  const best = bestOrder(s.markets[market]!, !isBuyer);
  return best !== undefined && (isBuyer ? best.price <= limit : best.price >= limit);
}

export function match(s: State, taker: Taker): void {
  while (taker.remaining > 0 && crosses(s, taker.market, taker.isBuy, taker.limit)) {
    if (taker.visits === taker.visitLimit) {
      taker.stop = resultCode.MATCH_LIMIT;
      return;
    }
    taker.visits++;
    const maker = bestOrder(s.markets[taker.market]!, !taker.isBuy)!;
    const lots = BigInt(Math.min(taker.remaining, maker.lots));
    const reason = whyNotFillable(s, taker, maker, lots);
    if (reason !== resultCode.OK) {
      cancel(s, maker, reason);
      // The taker's own position record outlives its resting orders.
      if (maker.account !== taker.account) releaseIfEmpty(s, maker.account, maker.market);
      continue;
    }
    const terms = termsOf(s, taker, maker, lots);
    if (taker.guarded && taker.equity + terms.takerGain - terms.takerFee < 0n) {
      taker.stop = resultCode.INSUFFICIENT_MARGIN;
      s.figures = { have: taker.equity, need: terms.takerFee - terms.takerGain };
      return;
    }
    fill(s, taker, maker, lots, terms);
  }
}

function whyNotFillable(s: State, taker: Taker, maker: Order, lots: bigint): number {
  if (isExpired(s, maker)) return resultCode.EXPIRED;
  if (accountOf(s, maker.account).owner === accountOf(s, taker.account).owner) return resultCode.SELF_TRADE;
  return canCarry(s, maker, lots) ? resultCode.OK : resultCode.MAKER_UNDERMARGINED;
}

/** Usd6 that a trade gains against the mark. */
function gain(s: State, market: number, buys: boolean, lots: bigint, price: number): bigint {
  const { mark, config } = s.markets[market]!;
  const better = BigInt(buys ? mark - price : price - mark);
  return better * lots * BigInt(config.unit);
}

/** R4. */
function canCarry(s: State, maker: Order, lots: bigint): boolean {
  const { account: id, market, price } = maker;
  const account = accountOf(s, id);
  const { config } = s.markets[market]!;
  const fee = feeOn(lots * BigInt(price) * BigInt(config.unit), config.makerFeePpm);
  const after = equity(s, account) + gain(s, market, isBuy(maker), lots, price) - fee;
  const size = positionOf(s, id, market)!.size;
  const sizeAfter = isBuy(maker) ? size + lots : size - lots;
  return after >= (abs(sizeAfter) > abs(size) ? positionMargin(s, account, market, sizeAfter) : 0n);
}

interface Terms {
  readonly notional: bigint;
  readonly makerFee: bigint;
  readonly takerFee: bigint;
  readonly takerGain: bigint;
}

/** M3, and L2 for liquidations. */
function termsOf(s: State, taker: Taker, maker: Order, lots: bigint): Terms {
  const { config } = s.markets[taker.market]!;
  const notional = lots * BigInt(maker.price) * BigInt(config.unit);
  const overLimit = abs(BigInt(maker.price - taker.limit)) * lots * BigInt(config.unit);
  return {
    notional,
    makerFee: feeOn(notional, config.makerFeePpm),
    takerFee: taker.liquidation
      ? min(feeOn(notional, config.liquidationFeePpm), overLimit)
      : feeOn(notional, config.takerFeePpm),
    takerGain: gain(s, taker.market, taker.isBuy, lots, maker.price),
  };
}

/** T2, step 6. */
function fill(s: State, taker: Taker, maker: Order, lots: bigint, terms: Terms): void {
  const { notional, makerFee, takerFee } = terms;
  const { price } = maker;
  const makerPosition = positionOf(s, maker.account, taker.market)!;
  const takerPosition = positionOf(s, taker.account, taker.market)!;
  settleFunding(s, makerPosition);
  settleFunding(s, takerPosition);
  const makerBefore = makerPosition.size;
  const takerBefore = takerPosition.size;
  maker.lots -= Number(lots);
  const makerPnl = trade(s, makerPosition, !taker.isBuy, lots, BigInt(price));
  const takerPnl = trade(s, takerPosition, taker.isBuy, lots, BigInt(price));
  accountOf(s, maker.account).cash -= makerFee;
  accountOf(s, taker.account).cash -= takerFee;
  s.feePool += makerFee;
  if (taker.liquidation) s.insurance += takerFee;
  else s.feePool += takerFee;
  s.markets[taker.market]!.lastTrade = price;
  s.fillSequence += 1n;

  taker.equity += terms.takerGain - takerFee;
  taker.remaining -= Number(lots);
  taker.filled += Number(lots);
  taker.notional += notional;
  taker.fee += takerFee;
  emit(s, "fill", {
    market: taker.market,
    takerIsBuy: taker.isBuy ? 1 : 0,
    liquidation: taker.liquidation ? 1 : 0,
    sequence: s.fillSequence,
    price,
    lots: Number(lots),
    notional,
    makerOrderId: maker.id,
    takerOrderId: taker.orderId,
    makerAccount: maker.account,
    takerAccount: taker.account,
    makerFee,
    takerFee,
    makerPnl,
    takerPnl,
    makerSize: makerPosition.size,
    takerSize: takerPosition.size,
    makerRestingLots: maker.lots,
    takerRemainingLots: taker.remaining,
  });
  if (maker.lots === 0) remove(s, maker);
  trimReduceOnly(s, makerPosition, makerBefore);
  trimReduceOnly(s, takerPosition, takerBefore);
  releaseIfEmpty(s, maker.account, taker.market);
}
