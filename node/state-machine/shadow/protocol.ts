/** What the shadow and its thread send each other. Buffers are transferred, never copied. */

/** A stretch of the state region at a machine address. */
export interface StateBytes {
  readonly address: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What V8 made of a block, in the order of the chain. */
export type ShadowRequest =
  /** The state to start from, in several messages; the last one has `last`. */
  | { readonly kind: "state"; readonly segments: readonly StateBytes[]; readonly last: boolean }
  /** Run this block and compare. */
  | {
      readonly kind: "run";
      readonly number: bigint;
      readonly block: Uint8Array<ArrayBuffer>;
      readonly applied: boolean;
      /** Root of the state after the block. */
      readonly stateRoot: Uint8Array;
    }
  /** A block that is not run: the 128-byte chunks it wrote (numbers as in the dirty list), and their bytes one after the other. */
  | {
      readonly kind: "chunks";
      readonly chunks: Uint32Array<ArrayBuffer>;
      readonly bytes: Uint8Array<ArrayBuffer>;
    };

/** The thread's answer to every message, in their order. */
export type ShadowAnswer =
  | { readonly kind: "taken" }
  | {
      readonly kind: "ran";
      readonly number: bigint;
      readonly agrees: boolean;
      readonly applied: boolean;
      readonly stateRoot: Uint8Array;
      readonly exitCode: number;
      readonly steps: number;
      readonly milliseconds: number;
    };
