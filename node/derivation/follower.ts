import type { BlockSignatures, HeaderJudge, HeaderRecord, Refusal } from "../state-machine/index.ts";
import { type DeriveDependencies, type DerivedBatch, derive } from "./derive.ts";
import { l1Judge } from "./l1-rules.ts";
import { blocksAhead, type SignaturePrefetch } from "./prefetch.ts";

export interface FollowerOptions {
  readonly fromBatch: number;
  readonly signal: AbortSignal;
}

export interface FollowerDependencies extends DeriveDependencies {
  readonly prefetch?: SignaturePrefetch;
  /** The newest slot of the node's own chain. */
  head(): bigint;
  /** Header of the state there. */
  header(): Pick<HeaderRecord, "inboxCursor" | "inboxAccumulator">;
  /** Fills the next slot and makes it durable; says why it is void, if it is. */
  fill(slot: {
    readonly bytes: Uint8Array | undefined;
    readonly judge: HeaderJudge;
    readonly signatures?: BlockSignatures;
  }): Promise<Refusal | undefined>;
  onVoid?(block: bigint, refusal: Refusal): void;
  onBatch?(derived: DerivedBatch): void;
}

/**
 * Follows the chain until the signal aborts or the source ends: derives, judges, applies, reports. No content of a batch ends it: a
 * slot that breaks a rule is void and leaves the state as it was. Rejects with what `derive` throws.
 */
export async function follow(options: FollowerOptions, dependencies: FollowerDependencies): Promise<void> {
  const start = { ...options, afterBlock: dependencies.head() };
  const slots = blocksAhead(derive(start, dependencies), dependencies.prefetch);
  for await (const { derived, slot, isLast, signatures } of slots) {
    options.signal.throwIfAborted();
    const place = { number: slot.number, batch: derived.batch };
    const judge = l1Judge(place, dependencies.header(), dependencies.l1);
    const refusal = await dependencies.fill({ bytes: slot.bytes, judge, ...(signatures && { signatures }) });
    if (refusal !== undefined) dependencies.onVoid?.(slot.number, refusal);
    if (isLast) dependencies.onBatch?.(derived);
  }
}
