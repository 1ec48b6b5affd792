import { mulDivDown, mulDivUp } from "../arithmetic/wide";
import * as header from "../generated/header";
import * as margin from "../generated/margin";
import * as risk from "../generated/risk";
import * as work from "../generated/work";

/**
 * Which accounts need no check (L1). The odometer sums, block by block, the largest relative movement of any mark and
 * the largest funding, in ppm rounded up. While it has moved by R <= 1 since an account was assessed, and its cash and
 * positions have not changed, its equity has lost, and its maintenance gained, less than (e^R - 1) <= 2R times its notional
 * and maintenance, and one unit of rounding a position and term. So it is safe for R = (equity - MM - rounding) / 2(notional + MM).
 */
const PPM: u32 = 1_000_000;
const ROUNDING: i64 = 128;
/** More than the longest an account can be safe: sends everybody to be assessed. */
const EVERYTHING: u32 = 1 << 21;

/** Counts a mark's movement into the block's. */
export function noteMark(before: u32, after: u32): void {
  if (before === 0) return;
  const change = before > after ? before - after : after - before;
  work.setMarkMovement(larger(work.markMovement(), mulDivUp(change, PPM, before)));
}

/** Counts a funding rate (ppb of the index) into the block's movement. */
export function noteFunding(rate: u64, index: u32, mark: u32): void {
  work.setFundingMovement(larger(work.fundingMovement(), mulDivUp(rate, index, <u64>mark * 1000)));
}

/** A change of margin parameters: nobody's assessment holds. */
export function noteParameters(): void {
  work.setMarkMovement(EVERYTHING);
}

function larger(noted: u32, ppm: u64): u32 {
  return max<u32>(noted, <u32>min<u64>(ppm, EVERYTHING));
}

/** Moves the odometer by what the block moved; once per block, before the scan. */
export function advanceOdometer(): void {
  const movement = min<u32>(work.markMovement() + work.fundingMovement(), EVERYTHING);
  if (movement !== 0) header.setRiskOdometer(header.riskOdometer() + movement);
}

/** The account's cash fell or a position changed: it must be assessed at the next scan. */
// @ts-expect-error: decorator
@inline
export function forgetSafety(id: u32): void {
  const word = risk.at(id);
  if (risk.safeUntil(word) !== 0) risk.setSafeUntil(word, 0);
}

/** Whether the account was found safe for the odometer's present reading. */
// @ts-expect-error: decorator
@inline
export function isSafe(id: u32, odometer: u32): bool {
  const until = risk.safeUntil(risk.at(id));
  return until !== 0 && <i32>(until - odometer) >= 0;
}

/** Notes how long the account just assessed, above maintenance, is safe (figures in the margin record). */
export function rememberSafety(id: u32, odometer: u32): void {
  const slack = margin.equity() - margin.maintenance() - ROUNDING;
  let distance: u32 = 0;
  if (slack >= 0) {
    const base = margin.notional() + <u64>margin.maintenance();
    distance = <u64>slack >= 2 * base ? PPM : <u32>mulDivDown(<u64>slack, PPM / 2, base);
  }
  const until = odometer + distance;
  const word = risk.at(id);
  const value = slack < 0 ? 0 : until === 0 ? 0xffff_ffff : until;
  if (risk.safeUntil(word) !== value) risk.setSafeUntil(word, value);
}
