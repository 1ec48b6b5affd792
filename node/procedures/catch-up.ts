/** What a sequencer does before it builds: it learns what L1 holds beyond its own head, and makes sure that what L1 holds below is its own. */
import type { Bridge, L1Batch } from "../bridge/index.ts";
import { derive, type FollowerDependencies, follow } from "../derivation/index.ts";
import { equalBytes } from "../primitives/bytes.ts";
import { errorCode, errorMessage, NovateError } from "../primitives/error.ts";
import { sleep } from "../primitives/timers.ts";
import type { NodeChain } from "../sequencer/index.ts";
import { batchRoot, inputRoot } from "../state-machine/index.ts";
import type { BatchRecord, BlockStore, StoredBlock } from "../store/port.ts";

export interface CatchUpDependencies
  extends Pick<
    FollowerDependencies,
    "da" | "timers" | "prefetch" | "rulings" | "oldMessages" | "onVoid" | "onWaiting"
  > {
  readonly chain: NodeChain;
  readonly store: Pick<BlockStore, "range" | "batches" | "putBatch">;
  readonly bridge: Pick<Bridge, "l1" | "inboxState">;
  /** Told once a look at L1 while there is something to wait for. */
  onBehind?(behind: { readonly head: bigint; readonly published: bigint }): void;
}

/** Pause between two looks at L1 while batches there are not confirmed. */
const POLL_MS = 500;
/** Pointers into blobs name the L1 block only when they are read: the Inbox records none. */
const ETHEREUM = 2;

/**
 * Brings a sequencer's chain to everything that is in a batch on L1, confirmed or not yet: after a restore from an old backup, or when others
 * sequenced in its absence, its own next block must come behind theirs. Every batch that overlaps the chain must hold the
 * chain's own blocks. Afterwards the store has a record of each batch, so that the poster knows them. Waits for confirmations,
 * data and endpoints until the signal aborts. The poster must not run yet.
 * Throws `CHAIN_CONTRADICTED` when L1 holds other blocks than this node under the same numbers, and what `derive` throws.
 */
export async function catchUp(
  { signal }: { readonly signal: AbortSignal },
  dependencies: CatchUpDependencies,
): Promise<void> {
  const { chain, bridge, timers, onBehind } = dependencies;
  const { l1 } = bridge;
  let next = l1.firstKeptBatch;
  for (;;) {
    signal.throwIfAborted();
    const confirmed = Number(l1.status.batchCount);
    if (confirmed > next) {
      const batches = (from: number, abort: AbortSignal) =>
        examined(take(l1.batches(from, abort), confirmed - from), dependencies, signal);
      await follow({ fromBatch: next, signal }, { ...following(dependencies), batches });
      next = confirmed;
    }
    if (await hasAll(next, dependencies)) return;
    const published = l1.publishedBlock;
    onBehind?.({ head: chain.head.number, published });
    await sleep(timers, POLL_MS, signal);
  }
}

function following(dependencies: CatchUpDependencies): Omit<FollowerDependencies, "batches"> {
  const { chain, bridge } = dependencies;
  return {
    ...dependencies,
    l1: bridge.l1,
    head: () => chain.tip.number,
    header: () => chain.machine.view.header(),
    fill: (slot) => chain.fill(slot),
  };
}

/** Whether every batch on L1 now is in the chain, those from `from` on (not confirmed yet) by this node's own records. */
async function hasAll(
  from: number,
  { chain, bridge, store, onWaiting }: CatchUpDependencies,
): Promise<boolean> {
  const state = await bridge.inboxState().catch((error: unknown) => {
    onWaiting?.({ code: errorCode(error), message: errorMessage(error), batch: from });
  });
  if (state === undefined || chain.head.number + 1n < state.nextBlock) return false;
  const own = new Set<number>();
  for await (const record of store.batches(from)) if (record.pointer !== undefined) own.add(record.index);
  for (let index = from; index < state.batchCount; index++) if (!own.has(index)) return false;
  return true;
}

/** The same batches, each compared with the chain as far as both reach, and recorded, before it is handed on. */
async function* examined(
  batches: AsyncIterable<L1Batch>,
  dependencies: CatchUpDependencies,
  signal: AbortSignal,
): AsyncGenerator<L1Batch> {
  for await (const batch of batches) {
    const { store } = dependencies;
    const own: StoredBlock[] = [];
    for await (const block of store.range(batch.firstBlock, batch.lastBlock)) own.push(block);
    if (own.length > 0) await compare(batch, own, dependencies, signal);
    await remember(batch, store);
    yield batch;
  }
}

async function compare(
  batch: L1Batch,
  own: readonly StoredBlock[],
  dependencies: CatchUpDependencies,
  signal: AbortSignal,
): Promise<void> {
  if (await dependencies.rulings?.isVoid(batch.index)) {
    const applied = own.find((block) => !block.isVoid);
    if (applied !== undefined) throw contradicted(batch, applied.number);
    return;
  }
  if (own.at(-1)!.number === batch.lastBlock) {
    const root = batchRoot(own.map((block) => block.inputRoot));
    if (!equalBytes(root, batch.batchRoot)) throw contradicted(batch, batch.firstBlock);
    return;
  }
  // The batch goes on behind the chain: only its data says what it has below.
  const only = async function* () {
    yield batch;
  };
  const range = { fromBatch: batch.index, afterBlock: batch.firstBlock - 1n, signal };
  for await (const { slots } of derive(range, { ...following(dependencies), batches: only })) {
    const none = new Uint8Array(0);
    const other = own.find((block, i) => !equalBytes(inputRoot(slots[i]?.bytes ?? none), block.inputRoot));
    if (other !== undefined) throw contradicted(batch, other.number);
  }
}

function contradicted({ index, firstBlock, lastBlock }: L1Batch, block: bigint): NovateError {
  const message =
    `expected batch ${index} on L1 (blocks ${firstBlock} to ${lastBlock}) to hold this node's own blocks, it differs from block ${block} on: ` +
    "what this node has from there on will never be part of the chain. Keep its folder as evidence, " +
    "then take over L1's history with `novate rebuild --afresh` and start again";
  return new NovateError("CHAIN_CONTRADICTED", message, { batch: index, block });
}

/** Records a batch as L1 has it, unless it is recorded so already. */
async function remember(batch: L1Batch, store: CatchUpDependencies["store"]): Promise<void> {
  const { index, firstBlock, lastBlock } = batch;
  for await (const known of store.batches(index)) {
    const same = known.index === index && known.pointer !== undefined && known.lastBlock === lastBlock;
    if (same && equalBytes(known.batchRoot, batch.batchRoot) && samePlace(known.pointer, batch)) return;
    break;
  }
  const height = batch.pointer.kind === ETHEREUM ? 0n : batch.pointer.height;
  const record: BatchRecord = {
    ...{ index, firstBlock, lastBlock, batchRoot: batch.batchRoot, stage: "appended" },
    ...{ commitment: batch.pointer.commitment, pointer: { ...batch.pointer, height } },
  };
  await store.putBatch(record);
}

function samePlace(known: NonNullable<BatchRecord["pointer"]>, { pointer }: L1Batch): boolean {
  const same =
    known.kind === pointer.kind && known.start === pointer.start && known.length === pointer.length;
  const height = pointer.kind === ETHEREUM || known.height === pointer.height;
  return same && height && equalBytes(known.commitment, pointer.commitment);
}

async function* take<T>(source: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  if (count <= 0) return;
  let taken = 0;
  for await (const item of source) {
    yield item;
    taken += 1;
    if (taken === count) return;
  }
}
