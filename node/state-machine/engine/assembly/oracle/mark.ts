import { divFloor, max64, median3, min64, ppmDown } from "../arithmetic/rounding";
import * as market from "../generated/market";
import * as work from "../generated/work";
import { noteMark } from "../risk/odometer";

const TICK: i64 = 1_000_000;
/** Time constant of the average of (mid - index), ms. */
const EMA_MS: i64 = 150_000;
/** Time constant of the average of the mark, ms. */
const AVERAGE_MS: i64 = 1_800_000;
/** Longer gaps count as this many ms. */
const MAX_GAP_MS: u64 = 600_000;

/** Rule O3: moves the average of the book's distance to the index, then renews the mark. */
export function renewMark(m: u32): void {
  const index = <i64>market.index(m);
  const bid = <i64>market.bestBid(m);
  const ask = <i64>market.bestAsk(m);
  const bothSides = bid !== 0 && ask !== 0;
  if (bothSides) moveAverage(m, index, bid + ask);
  const average = divFloor(index * TICK + market.ema(m) + TICK / 2, TICK);
  const last = market.lastTrade(m) !== 0 ? <i64>market.lastTrade(m) : index;
  const local = bothSides ? median3(bid, ask, last) : index;
  const external = market.externalMark(m) !== 0 ? <i64>market.externalMark(m) : index;
  const mark = clampMark(m, index, median3(average, local, external));
  if (mark === market.mark(m)) return;
  noteMark(market.mark(m), mark);
  market.setMark(m, mark);
}

function moveAverage(m: u32, index: i64, twiceMid: i64): void {
  const gap = <i64>min<u64>(work.elapsed(), MAX_GAP_MS);
  const ema = market.ema(m);
  const distance = twiceMid * (TICK / 2) - index * TICK - ema;
  const move = divFloor(distance * gap, EMA_MS + gap);
  if (move !== 0) market.setEma(m, ema + move);
}

/**
 * Rule O7: moves the time-weighted average of the mark, at which a wind-down would settle. Exponential weights: one moment, or one
 * block, hardly moves it, and it needs no history.
 */
export function moveAverageMark(m: u32): void {
  const mark = <i64>market.mark(m) * TICK;
  const average = market.averageMark(m);
  const gap = <i64>min<u64>(work.elapsed(), MAX_GAP_MS);
  const moved = average === 0 ? mark : average + divFloor((mark - average) * gap, AVERAGE_MS + gap);
  if (moved !== average) market.setAverageMark(m, moved);
}

/** Rule Z2: the settlement price, ticks: the average, half up; 0 for a market that never had a mark. */
export function settlementPrice(m: u32): u32 {
  const average = market.averageMark(m);
  if (average === 0) return 0;
  const top = ((<i64>1) << (<i64>market.tickBits(m))) - 1;
  return <u32>max64(min64(divFloor(average + TICK / 2, TICK), top), 1);
}

function clampMark(m: u32, index: i64, mark: i64): u32 {
  const band = <i64>ppmDown(<u64>index, market.markBandPpm(m));
  const inBand = max64(min64(mark, index + band), index - band);
  const top = ((<i64>1) << (<i64>market.tickBits(m))) - 1;
  return <u32>max64(min64(inBand, top), 1);
}
