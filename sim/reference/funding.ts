/** Premium samples (O4) and funding (O5). */
import { emit } from "./events.ts";
import { isBuy, isStale } from "./margin.ts";
import { ceilDiv, clamp, floorDiv, max, truncDiv } from "./numbers.ts";
import type { Market, State } from "./state.ts";

const PPB = 1_000_000_000n;
const LEVELS = 64;
const SAMPLES = 12;
const LEAST_SLOTS = 15;
const CAP = 40_000_000n;

/** O5: the first block of an interval accrues the one that ended. */
export function accrueFunding(s: State, market: Market): void {
  const { fundingInterval } = s.parameters;
  const before = s.timestamp - s.elapsed;
  if (Math.floor(s.timestamp / fundingInterval) === Math.floor(before / fundingInterval)) return;
  closeSlot(market);
  const { slotCount: slots, slotSum } = market;
  const counts = slots >= LEAST_SLOTS && !isStale(s, market);
  const rate = counts ? rateOf(truncDiv(slotSum, BigInt(slots))) : 0n;
  market.fundingIndex += BigInt(market.index) * BigInt(market.config.unit) * rate;
  market.slotCount = 0;
  market.slotSum = 0n;
  market.lastRate = rate;
  emit(s, "funding", {
    market: market.config.id,
    slots,
    time: BigInt(s.timestamp),
    rate,
    fundingIndex: market.fundingIndex,
    index: market.index,
  });
}

/** ppb per interval of a mean premium. */
export function rateOf(premium: bigint): bigint {
  const eightHours = premium + clamp(100_000n - premium, -500_000n, 500_000n);
  return clamp(truncDiv(eightHours, 8n), -CAP, CAP);
}

/** O4. */
export function samplePremium(s: State, market: Market): void {
  const { fundingInterval } = s.parameters;
  const since = s.timestamp - market.sampleTime;
  if (since < Math.floor(fundingInterval / 720)) return;
  const interval = Math.floor(s.timestamp / fundingInterval);
  const slot = interval * 60 + Math.floor(((s.timestamp % fundingInterval) * 60) / fundingInterval);
  if (slot !== market.sampleSlot) {
    closeSlot(market);
    market.sampleSlot = slot;
  }
  if (since > Math.floor(fundingInterval / 120)) market.gap = true;
  market.sampleTime = s.timestamp;
  if (market.samples.length < SAMPLES) market.samples.push(premium(market));
}

/** Counts the lower median of the open slot, unless there is a gap in it. */
function closeSlot(market: Market): void {
  const sorted = [...market.samples].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (sorted.length > 0 && !market.gap) {
    market.slotSum += sorted[Math.floor((sorted.length - 1) / 2)]!;
    market.slotCount++;
  }
  market.samples = [];
  market.gap = false;
}

/** ppb of the index, toward zero. */
function premium(market: Market): bigint {
  const index = BigInt(market.index);
  const bid = impactPrice(market, true);
  const ask = impactPrice(market, false);
  const above = bid === undefined ? 0n : max(0n, bid - index);
  const below = ask === undefined ? 0n : max(0n, index - ask);
  return truncDiv((above - below) * PPB, index);
}

/** Average price of filling the impact notional against one side; undefined when it is too thin. */
export function impactPrice(market: Market, bids: boolean): bigint | undefined {
  const lotsAt = new Map<number, number>();
  for (const order of market.book)
    if (isBuy(order) === bids) lotsAt.set(order.price, (lotsAt.get(order.price) ?? 0) + order.lots);
  const levels = [...lotsAt].sort(([a], [b]) => (bids ? b - a : a - b)).slice(0, LEVELS);
  let remaining = market.config.impactNotional;
  let lots = 0n;
  let value = 0n;
  for (const [price, there] of levels) {
    const lotPrice = BigInt(price) * BigInt(market.config.unit);
    const need = ceilDiv(remaining, lotPrice);
    const taken = need < BigInt(there) ? need : BigInt(there);
    lots += taken;
    value += taken * BigInt(price);
    remaining -= taken * lotPrice;
    if (taken === need) return bids ? floorDiv(value, lots) : ceilDiv(value, lots);
  }
  return undefined;
}
