/** The mark price (O3). */
import { bestPrice } from "./book.ts";
import { clamp, floorDiv, median3 } from "./numbers.ts";
import type { Market, State } from "./state.ts";

const LONGEST_GAP = 600_000n;

export function renewMark(s: State, market: Market): void {
  const bid = BigInt(bestPrice(market, true));
  const ask = BigInt(bestPrice(market, false));
  const bothSides = bid !== 0n && ask !== 0n;
  const index = BigInt(market.index);
  if (bothSides) {
    const elapsed = BigInt(s.elapsed);
    const dt = elapsed < LONGEST_GAP ? elapsed : LONGEST_GAP;
    const distance = 500_000n * (bid + ask) - 1_000_000n * index - market.ema;
    market.ema += floorDiv(distance * dt, 150_000n + dt);
  }
  const a = floorDiv(1_000_000n * index + market.ema + 500_000n, 1_000_000n);
  const b = bothSides ? median3(bid, ask, BigInt(market.lastTrade || market.index)) : index;
  const c = BigInt(market.externalMark || market.index);
  const band = floorDiv(index * BigInt(market.config.markBandPpm), 1_000_000n);
  const inBand = clamp(median3(a, b, c), index - band, index + band);
  market.mark = Number(clamp(inBand, 1n, (1n << BigInt(market.config.tickBits)) - 1n));
}

/** O7. */
export function moveAverageMark(s: State, market: Market): void {
  const mark = 1_000_000n * BigInt(market.mark);
  if (market.averageMark === 0n) {
    market.averageMark = mark;
    return;
  }
  const dt = BigInt(Math.min(s.elapsed, Number(LONGEST_GAP)));
  market.averageMark += floorDiv((mark - market.averageMark) * dt, 1_800_000n + dt);
}

/** Z2: ticks; 0 without an average. */
export function settlementPrice(market: Market): number {
  if (market.averageMark === 0n) return 0;
  const top = (1n << BigInt(market.config.tickBits)) - 1n;
  return Number(clamp(floorDiv(market.averageMark + 500_000n, 1_000_000n), 1n, top));
}
