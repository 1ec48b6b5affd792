/** From when the Vault pays a withdrawal, and what it waits for: a function of what L1 says. */
import type { VaultFacts } from "./vault-facts.ts";

/**
 * What a withdrawal waits for at last: its block to be asserted; the challenge period; a dispute; the confirmation, which anyone may
 * send; the end of a pause; the outflow cap; nothing.
 */
export type PayableCause =
  | "assertion"
  | "challengePeriod"
  | "dispute"
  | "confirmation"
  | "pause"
  | "outflowCap"
  | "none";

export interface Payable {
  /** s of L1; undefined where nobody can tell. Of `assertion` it is the earliest, were it asserted now. */
  readonly time: bigint | undefined;
  readonly cause: PayableCause;
  /** It is more than the whole cap: from then on it is paid in parts. */
  readonly inParts: boolean;
}

/** How far the state that holds the withdrawal has come on L1. */
export type AssertionStage =
  | { readonly is: "missing" }
  | { readonly is: "disputed" }
  /** The last of it and its unconfirmed ancestors that may be confirmed, s of L1. */
  | { readonly is: "asserted"; readonly confirmableAt: bigint }
  | { readonly is: "confirmed" };

/** `rest`: what is still to be paid, Usd6. Payments of others, first come, first served, may push it back. */
export function payableFrom(rest: bigint, stage: AssertionStage, facts: VaultFacts): Payable {
  const inParts = rest > facts.outflowCap;
  if (stage.is === "disputed") return { time: undefined, cause: "dispute", inParts };
  let { time, cause } = confirmedAt(stage, facts);
  if (facts.pausedUntil !== undefined && facts.pausedUntil > time) {
    time = facts.pausedUntil;
    cause = "pause";
  }
  // Under a cap of zero nothing comes free.
  const stopped = facts.outflowCap === 0n && rest > 0n;
  const free = stopped ? undefined : freeAt(rest < facts.outflowCap ? rest : facts.outflowCap, facts);
  if (free === undefined) return { time: undefined, cause: "outflowCap", inParts };
  if (free > time) return { time: free, cause: "outflowCap", inParts };
  return { time, cause, inParts };
}

function confirmedAt(
  stage: Exclude<AssertionStage, { is: "disputed" }>,
  { l1Time, challengePeriod }: VaultFacts,
): { time: bigint; cause: PayableCause } {
  if (stage.is === "confirmed") return { time: l1Time, cause: "none" };
  if (stage.is === "missing") return { time: l1Time + challengePeriod, cause: "assertion" };
  if (stage.confirmableAt > l1Time) return { time: stage.confirmableAt, cause: "challengePeriod" };
  return { time: l1Time, cause: "confirmation" };
}

/** When the cap lets `amount` out, should nobody else be paid before; undefined where that can't be told. */
function freeAt(amount: bigint, facts: VaultFacts): bigint | undefined {
  let available = facts.outflowAvailable;
  if (available >= amount) return facts.l1Time;
  // A cap that was lowered leaves more counted than it allows: nothing comes free until that is gone.
  const counted = facts.returns.reduce((sum, entry) => sum + entry.amount, 0n);
  let left = counted;
  for (const { time, amount: returned } of facts.returns) {
    left -= returned;
    available = facts.outflowCap > left ? facts.outflowCap - left : 0n;
    if (available >= amount) return time;
  }
  return undefined;
}
