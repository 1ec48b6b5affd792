/** What the other rooms see of the state machine. */
import type { HeaderRecord } from "./layout/generated.ts";
import type { BlockReceipts } from "./receipts.ts";

/** A block that became part of the state. */
export interface AppliedBlock {
  readonly status: "applied";
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly inputRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly receipts: BlockReceipts;
}

/** A block that changed nothing (rule B1, a trap, malformed bytes, or a judge's refusal). */
export interface VoidBlock {
  readonly status: "void";
  /** Stable code of the reason; `TRAP` when the engine trapped. */
  readonly code: string;
  readonly message: string;
  readonly inputRoot: Uint8Array;
  /** The root as before the block. */
  readonly stateRoot: Uint8Array;
}

export type BlockOutcome = AppliedBlock | VoidBlock;

/** Why a state that the engine reached does not count: a stable code and a sentence. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What the place of a block demands of the state that it leaves, beyond the engine's rules; undefined when it is met. */
export type HeaderJudge = (header: HeaderRecord) => Refusal | undefined;

/** Finds the signer of a digest. Must never throw: undefined when the signature recovers nobody. */
export interface SignerSource {
  /** `signature` = r, then s with yParity in its top bit (EIP-2098). Returns 20 bytes. */
  signerOf(digest: Uint8Array, signature: Uint8Array): Uint8Array | undefined;
}

/** A Merkle proof into the state root (docs/spec/state.md): `leaves` are 2^k adjacent leaves, aligned. */
export interface StateProof {
  /** Index of the first leaf: (address - 0x8000_0000) / 32. */
  readonly firstLeaf: number;
  /** 2^k leaves of 32 bytes. */
  readonly leaves: readonly Uint8Array[];
  /** 26 - k siblings, lowest first. */
  readonly siblings: readonly Uint8Array[];
}
