import { magnitude, max64, min64 } from "../arithmetic/rounding";
import * as funding from "../generated/funding";
import * as header from "../generated/header";
import { FUNDING_CAP_PPB, FUNDING_MIN_SLOTS, FUNDING_SAMPLES, FUNDING_SLOTS } from "../generated/limits";
import * as market from "../generated/market";
import * as work from "../generated/work";
import { isStale } from "../position/margin";
import { noteFunding } from "../risk/odometer";
import { premium } from "./premium";

/** ppb per eight hours. */
const INTEREST: i64 = 100_000;
const INTEREST_CLAMP: i64 = 500_000;
const HOURS: i64 = 8;

/** Rule O5: at the first block of a funding interval, accrues the rate of the interval that ended. */
export function accrueFunding(m: u32): void {
  const interval = <u64>header.fundingInterval();
  const now = work.timestamp();
  if (now / interval === (now - work.elapsed()) / interval) return;
  closeSlot(m);
  const slots = market.slotCount(m);
  const rate = slots >= FUNDING_MIN_SLOTS && !isStale(m) ? fundingRate(market.slotSum(m) / <i64>slots) : 0;
  market.setSlotSum(m, 0);
  market.setSlotCount(m, 0);
  market.setLastRate(m, rate);
  if (rate !== 0) {
    market.setFundingIndex(m, market.fundingIndex(m) + <i64>market.index(m) * <i64>market.unit(m) * rate);
    noteFunding(magnitude(rate), market.index(m), market.mark(m));
  }

  const event = funding.append();
  funding.setMarket(event, market.id(m));
  funding.setSlots(event, <u16>slots);
  funding.setTime(event, now);
  funding.setRate(event, rate);
  funding.setFundingIndex(event, market.fundingIndex(m));
  funding.setIndex(event, market.index(m));
}

/** The hourly rate of a mean premium, ppb. */
function fundingRate(mean: i64): i64 {
  const interest = max64(-INTEREST_CLAMP, min64(INTEREST - mean, INTEREST_CLAMP));
  const rate = (mean + interest) / HOURS;
  const cap = <i64>FUNDING_CAP_PPB;
  return max64(-cap, min64(rate, cap));
}

/** Rule O4: takes a premium sample when one is due. */
export function samplePremium(m: u32): void {
  const interval = <u64>header.fundingInterval();
  const now = work.timestamp();
  const since = now - market.sampleTime(m);
  if (since < interval / (FUNDING_SLOTS * FUNDING_SAMPLES)) return;
  const slot = (now / interval) * FUNDING_SLOTS + ((now % interval) * FUNDING_SLOTS) / interval;
  if (slot !== market.sampleSlot(m)) {
    closeSlot(m);
    market.setSampleSlot(m, slot);
  }
  if (since > interval / (FUNDING_SLOTS * 2)) market.setSampleGap(m, 1);
  market.setSampleTime(m, now);
  const count = market.sampleCount(m);
  if (count === FUNDING_SAMPLES) return;
  insertSample(m, count, premium(m));
  market.setSampleCount(m, count + 1);
}

/** Keeps the slot's samples sorted. */
function insertSample(m: u32, count: u32, value: i64): void {
  let place = count;
  while (place > 0 && market.samples(m, place - 1) > value) {
    market.setSamples(m, place, market.samples(m, place - 1));
    place--;
  }
  market.setSamples(m, place, value);
}

/** Counts the lower median of the open slot into the interval, unless the slot is empty or has a gap. */
function closeSlot(m: u32): void {
  const count = market.sampleCount(m);
  if (count !== 0 && market.sampleGap(m) === 0) {
    market.setSlotSum(m, market.slotSum(m) + market.samples(m, (count - 1) / 2));
    market.setSlotCount(m, market.slotCount(m) + 1);
  }
  if (count !== 0) market.setSampleCount(m, 0);
  if (market.sampleGap(m) !== 0) market.setSampleGap(m, 0);
}
