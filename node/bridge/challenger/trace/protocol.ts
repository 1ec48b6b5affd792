/** What the challenger and its tracing thread say to each other: one request at a time, answered in order. */
import type { BlockEnd, DisputeLevels, Tampering } from "../../../state-machine/dispute/index.ts";
import type { StateProof } from "../../../state-machine/index.ts";
import type { Image } from "../../../state-machine/machine/image.ts";
import type { StepProof } from "../../../state-machine/machine/proof.ts";

export interface TraceSetup {
  readonly levels: DisputeLevels;
  readonly program: Image;
}

export type TraceRequest =
  /** An empty state, or the one of a snapshot file. Answers its root. */
  | { readonly kind: "reset"; readonly snapshot?: string }
  /** Blocks to apply in order, with their receipts: they name the signers. Answers the roots, 32 bytes each. */
  | {
      readonly kind: "apply";
      readonly blocks: readonly { readonly bytes: Uint8Array; readonly receipts: Uint8Array }[];
    }
  /** Runs a block on the present state, which stays. Answers an {@link OpenedBlock}. */
  | { readonly kind: "open"; readonly input: Uint8Array; readonly tampering?: Tampering }
  /** Leaves of a stretch of the opened block. */
  | { readonly kind: "stretch"; readonly index: number }
  /** Proof of a step of the opened block. */
  | { readonly kind: "prove"; readonly step: number };

export interface OpenedBlock {
  readonly startHash: Uint8Array;
  /** The header of the state before the block, proven into that state's root. */
  readonly before: StateProof;
  readonly leaves: Uint8Array;
  readonly end: BlockEnd;
}

export interface TraceAnswers {
  readonly reset: Uint8Array;
  readonly apply: Uint8Array;
  readonly open: OpenedBlock;
  readonly stretch: Uint8Array;
  readonly prove: StepProof;
}

export type TraceReply =
  | { readonly ok: true; readonly value: TraceAnswers[TraceRequest["kind"]] }
  | { readonly ok: false; readonly code: string; readonly message: string };
