import { NovateError } from "../primitives/error.ts";
import type { BlockOutcome } from "../state-machine/index.ts";
import type { DerivationCursor } from "./check-batch.ts";
import { type DeriveDependencies, type DerivedBatch, derive } from "./derive.ts";
import { blocksAhead, type SignaturePrefetch } from "./prefetch.ts";

export interface FollowerOptions {
  readonly fromBatch: number;
  readonly signal: AbortSignal;
}

export interface FollowerDependencies extends DeriveDependencies {
  readonly prefetch?: SignaturePrefetch;
  /** Where the node's own chain stands. */
  cursor(): DerivationCursor;
  /** Applies one block and makes it durable; the outcome says void or applied. */
  apply(bytes: Uint8Array): Promise<BlockOutcome["status"]>;
  onBatch?(derived: DerivedBatch): void;
}

/**
 * Follows the chain until the signal aborts or the source ends: derives, applies, reports. Rejects with `BATCH_VOID` when the chain
 * can't go on (docs/spec/derivation.md), with what `derive` throws otherwise.
 */
export async function follow(options: FollowerOptions, dependencies: FollowerDependencies): Promise<void> {
  const start = { fromBatch: options.fromBatch, cursor: dependencies.cursor(), signal: options.signal };
  for await (const { derived, block, isLast } of blocksAhead(
    derive(start, dependencies),
    dependencies.prefetch,
  )) {
    options.signal.throwIfAborted();
    if ((await dependencies.apply(block.bytes)) === "void") {
      const { index } = derived.batch;
      const message = `batch ${index} breaks D7: the engine voids block ${block.number}`;
      throw new NovateError("BATCH_VOID", message, { batch: index, rule: "D7" });
    }
    if (isLast) dependencies.onBatch?.(derived);
  }
}
