/** What a funding interval would come to if it ended now, by rules O4 and O5. For display, not for consensus. */
import type { MarketRecord } from "../layout/generated.ts";
import { limits } from "../layout/limits.ts";

const INTEREST = 100_000n;
const INTEREST_CLAMP = 500_000n;
const HOURS = 8n;
const CAP = BigInt(limits.FUNDING_CAP_PPB);

const clamp = (value: bigint, bound: bigint): bigint =>
  value > bound ? bound : value < -bound ? -bound : value;

export interface FundingEstimate {
  /** ppb of the interval. */
  readonly rate: bigint;
  /** Mean premium over the index so far, ppb. */
  readonly premium: bigint;
  /** Slots that count so far: with fewer than `FUNDING_MIN_SLOTS` at the end the rate is 0. */
  readonly slots: number;
}

/** From the slots that count so far, the open one among them; undefined while there is none. */
export function fundingEstimate(
  market: Pick<MarketRecord, "sampleCount" | "sampleGap" | "samples" | "slotCount" | "slotSum">,
): FundingEstimate | undefined {
  const { sampleCount, sampleGap, samples, slotCount, slotSum } = market;
  const isOpen = sampleCount !== 0 && sampleGap === 0;
  const slots = slotCount + (isOpen ? 1 : 0);
  if (slots === 0) return undefined;
  const sum = slotSum + (isOpen ? samples[(sampleCount - 1) >> 1]! : 0n);
  const premium = sum / BigInt(slots);
  return { premium, slots, rate: clamp((premium + clamp(INTEREST - premium, INTEREST_CLAMP)) / HOURS, CAP) };
}

/** ms: when the interval that holds `now` ends. */
export function nextFundingTime(now: number, interval: number): number {
  return (Math.floor(now / interval) + 1) * interval;
}
