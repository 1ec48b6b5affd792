/** What a user without an operator does next: a pure function of what L1 and the derived state say. */
import { greatest } from "../extremes.ts";
import type { WithdrawalStage } from "../withdrawals.ts";
import type { LeftOut } from "./dismissal.ts";

/** One of the owner's accounts that still holds something. */
export interface HeldAccount {
  readonly sub: number;
  /** Usd6 that a withdrawal may take now. */
  readonly withdrawable: bigint;
  /** No position and no order: a withdrawal empties it. */
  readonly flat: boolean;
}

export interface EscapeFacts {
  /** L1 time, seconds. */
  readonly now: bigint;
  /** Every batch on L1 is confirmed and derived here. */
  readonly derived: boolean;
  /** Rule Z: 0 while the chain trades. */
  readonly phase: number;
  readonly held: readonly HeldAccount[];
  /** The owner's withdrawal leaves that the Vault has not paid. */
  readonly unpaid: readonly { readonly index: number; readonly stage: WithdrawalStage }[];
  /** L1 time at which anyone may sequence, if the sequencer stays silent. */
  readonly opensAt: bigint;
  /** Whether a sequencer that is not silent leaves messages out for so long that it may be dismissed. */
  readonly leftOut: LeftOut;
  /** L1 time at which a self-sequenced block begins the wind-down; undefined on a chain that has none. */
  readonly windDownAt: bigint | undefined;
  /** Forced transactions of the owner in the Inbox that no block has consumed. */
  readonly waiting: number;
  /** Whether the owner's own key signs, so that forced transactions are possible. */
  readonly canForce: boolean;
  /** Sub-accounts from which a withdrawal was forced before, in vain or not. */
  readonly forced: ReadonlySet<number>;
}

export type EscapeStep =
  | { readonly kind: "derive" }
  | { readonly kind: "pay"; readonly index: number }
  | { readonly kind: "force"; readonly sub: number; readonly amount: bigint }
  | { readonly kind: "sequence" }
  /** Has the state confirmed that shows what the sequencer leaves out. */
  | { readonly kind: "accuse" }
  | { readonly kind: "dismiss" }
  | { readonly kind: "wait"; readonly for: "sequencer" | "windDown"; readonly until: bigint }
  | { readonly kind: "finality" }
  | { readonly kind: "stuck" }
  | { readonly kind: "done" };

/**
 * The next step. Money without positions leaves by a forced withdrawal as soon as anyone may sequence; everything else by the
 * wind-down. A sequencer whose batches are void is never silent: it is dismissed once a confirmed state shows what it left out. `stuck`: positions on a chain without a wind-down, or an owner who can't force.
 */
export function nextStep(facts: EscapeFacts): EscapeStep {
  if (!facts.derived) return { kind: "derive" };
  const provable = facts.unpaid.find(({ stage }) => stage === "provable");
  if (provable !== undefined) return { kind: "pay", index: provable.index };
  if (facts.held.length === 0) return { kind: facts.unpaid.length === 0 ? "done" : "finality" };
  const open = facts.now >= facts.opensAt;
  if (facts.phase > 0) return open ? { kind: "sequence" } : untilOpen(facts);
  const flat = facts.held.find(({ flat, sub, withdrawable }) => {
    return flat && withdrawable > 0n && facts.canForce && !facts.forced.has(sub);
  });
  if (facts.waiting > 0) return open ? { kind: "sequence" } : untilOpen(facts);
  if (flat !== undefined) return { kind: "force", sub: flat.sub, amount: flat.withdrawable };
  if (facts.windDownAt === undefined) return { kind: "stuck" };
  const begins = greatest(facts.windDownAt, facts.opensAt);
  if (facts.now >= begins) return { kind: "sequence" };
  return facts.leftOut === "none" ? { kind: "wait", for: "windDown", until: begins } : untilOpen(facts);
}

/** A silent sequencer is waited for; one that goes on and leaves messages out is dismissed. */
function untilOpen({ leftOut, opensAt }: EscapeFacts): EscapeStep {
  if (leftOut === "provable") return { kind: "dismiss" };
  if (leftOut === "unproven") return { kind: "accuse" };
  return { kind: "wait", for: "sequencer", until: opensAt };
}
