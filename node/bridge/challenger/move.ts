/** One L1 transaction of a dispute, with all it takes to know whether it is still due. */
import type { Address, Hash } from "viem";
import type { MatchState } from "./dispute-view.ts";

export type MoveKind =
  | "advance"
  | "settlePadding"
  | "settleVoid"
  | "openBlock"
  | "openStretch"
  | "proveStep"
  | "joinBlock"
  | "joinStretch"
  | "claimTimeout"
  | "resolveInner"
  | "confirm";

export interface Move {
  readonly kind: MoveKind;
  readonly game: Hash;
  /** Of the match it is about; of the assertion for `confirm`. */
  readonly match: Hash | undefined;
  readonly level: number;
  readonly args: readonly unknown[];
  /** Wei. */
  readonly value: bigint;
  /** L1 time at which it became due, seconds. */
  readonly since: bigint;
  /** L1 time from which it is too late; undefined when it can wait. */
  readonly deadline: bigint | undefined;
  /** Who should make it; others step in later. */
  readonly owner: Address | undefined;
  /** How the match stood when the move was planned: another turn, another move. */
  readonly before: Pick<MatchState, "status" | "height" | "turnStartedAt"> | undefined;
}

/** Something the player can't do anything about now, and why: for the operator. */
export interface Doubt {
  readonly code:
    | "HISTORY_UNAVAILABLE"
    | "ANOTHER_PROGRAM"
    | "HONEST_ELIMINATED"
    | "JOIN_MISSED"
    | "PROOF_REFUSED"
    | "NO_DIFFERENCE";
  readonly game: Hash;
  readonly message: string;
}
