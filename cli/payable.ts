/** When the Vault pays, in words. */
import { parseUsd } from "../node/primitives/market-decimals.ts";
import type { ChainFacts, PayableCause, PayableFrom, WithdrawableInfo } from "../sdk/index.ts";
import { span, usd, utc } from "./format.ts";

/** Longest wait that is chosen by itself, ms: what a timer of this process can be expected to see. */
const LONGEST_MS = 30 * 86_400_000;
/** Beyond what the clocks say: L1's blocks, the next assertion. */
const SPARE_MS = 1_800_000;

const WAITS_FOR: Readonly<Record<PayableCause, string>> = {
  assertion: "not asserted yet, at the earliest",
  challengePeriod: "challenge period",
  dispute: "its state is disputed on L1",
  confirmation: "final as soon as anybody confirms it",
  pause: "the bridge is paused",
  outflowCap: "the Vault's outflow cap",
  none: "now",
};

/** `from 2026-01-01T00:00:00Z (challenge period)`. */
export function payableText({ time, cause, inParts }: PayableFrom): string {
  const parts = inParts ? ", in parts" : "";
  if (cause === "none") return `now${parts}`;
  return time === null
    ? `not foreseeable (${WAITS_FOR[cause]})`
    : `from ${utc(time)} (${WAITS_FOR[cause]})${parts}`;
}

/** What should be known before a withdrawal of `amount` is requested. */
export function outlookNotes(amount: string, { vault, payableFrom }: WithdrawableInfo): readonly string[] {
  const notes: string[] = [];
  if (payableFrom !== null) notes.push(`payable ${payableText(payableFrom)}`);
  if (vault === null) return ["L1 does not answer the node: when this is payable is not known", ...notes];
  if (vault.pausedUntil !== null) {
    notes.push(`warning: the bridge is paused until ${utc(vault.pausedUntil)}: nothing is paid before`);
  }
  const queue = `${usd(vault.queue)} USDC of others are requested and not paid; first come, first served`;
  if (parseUsd(amount) > parseUsd(vault.cap)) {
    notes.push(
      `warning: ${usd(amount)} USDC are more than the Vault lets out in ${span(vault.window * 1_000)} (${usd(vault.cap)}): they are paid in parts`,
      queue,
    );
  } else if (parseUsd(amount) > parseUsd(vault.available)) {
    const returned = vault.returns.map(({ time, amount: sum }) => `${usd(sum)} from ${utc(time)}`).join(", ");
    notes.push(
      `warning: the Vault lets out ${usd(vault.available)} USDC now (outflow cap); comes free: ${returned || "nothing"}`,
      queue,
    );
  }
  return notes;
}

/** How long to wait for a payment where the user did not say: until the chain's clocks allow it, and a while. */
export function patienceMs(payable: PayableFrom | null, { parameters }: ChainFacts): number {
  const period = 1_000 * (parameters.bridge?.challengePeriod ?? 0);
  const foreseen = payable?.time == null ? 2 * period : payable.time - Date.now();
  return Math.min(LONGEST_MS, Math.max(0, foreseen) + period + SPARE_MS);
}
