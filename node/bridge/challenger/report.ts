/** What the monitor shows: every live assertion and every running match, and whom this node holds to be right. */
import type { Address, Hash } from "viem";

/** `unknown`: this node has not derived so far, and must neither support nor oppose it. */
export type Stance = "agree" | "disagree" | "unknown";

export interface AssertionReport {
  readonly id: Hash;
  readonly parent: Hash;
  readonly proposer: Address;
  readonly lastBlock: bigint;
  readonly stance: Stance;
  /** Wei. */
  readonly bond: bigint;
  /** L1 time, seconds. */
  readonly confirmableAt: bigint;
  /** `alone`: no rival. `waiting`: for its next rival. `playing`: in a match. `beaten`. */
  readonly standing: "alone" | "waiting" | "playing" | "beaten";
}

export interface MatchReport {
  readonly game: Hash;
  readonly match: Hash;
  /** 0 blocks, 1 stretches of a block, 2 steps of a stretch. */
  readonly level: number;
  /** The disputed block, once it is known. */
  readonly block: bigint | undefined;
  readonly one: SideReport;
  readonly two: SideReport;
  /** Comparisons that are left on this level. */
  readonly height: number;
  /** Who must move, and by when, L1 seconds; undefined while an inner tournament decides. */
  readonly turn: { readonly side: "one" | "two"; readonly deadline: bigint } | undefined;
  /** The side with more time left; undefined when equal. */
  readonly ahead: "one" | "two" | undefined;
}

export interface SideReport {
  readonly commitment: Hash;
  readonly stance: Stance;
  readonly owner: Address;
  /** Wei. */
  readonly bond: bigint;
  /** Seconds left on its clock now. */
  readonly clock: bigint;
}

export interface DisputeReport {
  readonly l1Block: bigint;
  /** Seconds. */
  readonly l1Time: bigint;
  readonly assertions: readonly AssertionReport[];
  readonly matches: readonly MatchReport[];
  /** Wei in bonds of this account's that are out: undefined without an account. */
  readonly account:
    | { readonly address: Address; readonly atStake: bigint; readonly claimable: bigint }
    | undefined;
}
