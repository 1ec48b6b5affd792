import type { L1Batch, L1View } from "../bridge/port.ts";
import type { DataAvailability } from "../da/port.ts";
import { errorCode, errorMessage, NovateError } from "../primitives/error.ts";
import { sleep, type Timers } from "../primitives/timers.ts";
import { readSlots, type Slot, voidSlots } from "./payload.ts";
import { isSelfSequenced, type MessageReader, selfSequencedSlots } from "./self-sequenced.ts";

/** First and longest pause before unavailable data is asked for again. */
const RETRY_MIN_MS = 200;
const RETRY_MAX_MS = 30_000;
/** Codes that say "not yet" rather than "wrong". */
const WAITING = new Set(["DA_UNAVAILABLE", "DA_TIMEOUT", "DA_MISMATCH", "DATA_INVALID", "L1_BEHIND"]);
/** Later than any message. */
const END_OF_TIME = 2n ** 62n;

export interface DeriveOptions {
  /** First batch to read; batches that end at or before `afterBlock` are skipped. */
  readonly fromBatch: number;
  /** The newest slot that is filled. */
  readonly afterBlock: bigint;
  readonly signal: AbortSignal;
}

/** L1's rulings about data (docs/spec/data.md). */
export interface DataRulings {
  /** Whether the data of a batch was ruled void, for ever. */
  isVoid(batch: number): Promise<boolean>;
}

/** Why derivation stands still at a batch. */
export interface Waiting {
  readonly code: string;
  readonly message: string;
  readonly batch: number;
}

export interface DeriveDependencies {
  /** Confirmed batches from an index on, in order, without gaps; ends on abort, or when the source has no more. */
  batches(fromIndex: number, signal: AbortSignal): AsyncIterable<L1Batch>;
  readonly l1: Pick<L1View, "messages" | "dueCount">;
  /** For messages that `l1` holds no more. */
  readonly oldMessages?: MessageReader;
  readonly da: Pick<DataAvailability, "kind" | "read" | "commit">;
  /** Without them no batch is void by its data. */
  readonly rulings?: DataRulings;
  readonly timers: Timers;
  /** Told why nothing goes on, once a retry; undefined when it goes on again. */
  onWaiting?(waiting: Waiting | undefined): void;
}

export interface DerivedBatch {
  readonly batch: L1Batch;
  readonly slots: readonly Slot[];
}

/**
 * The batches of the chain with the bytes in their slots, ready to be judged and applied (rules D1-D3). Data that is not there, or
 * that only L1 can rule on, is waited for with growing pauses, and so is an endpoint that stops lying.
 */
export async function* derive(
  options: DeriveOptions,
  dependencies: DeriveDependencies,
): AsyncGenerator<DerivedBatch> {
  let next = options.afterBlock + 1n;
  for await (const batch of dependencies.batches(options.fromBatch, options.signal)) {
    if (batch.lastBlock < next) continue;
    if (batch.firstBlock > next) {
      const message = `expected a batch from block ${next} on, got batch ${batch.index} from ${batch.firstBlock}`;
      throw new NovateError("DERIVATION_GAP", message, { batch: batch.index });
    }
    const all = await patiently(options.signal, dependencies, batch, () =>
      readBatch(batch, dependencies, options.signal),
    );
    const slots = all.slice(Number(next - batch.firstBlock));
    next = batch.lastBlock + 1n;
    yield { batch, slots };
  }
}

async function readBatch(
  batch: L1Batch,
  { l1, oldMessages, da, rulings }: DeriveDependencies,
  signal: AbortSignal,
): Promise<Slot[]> {
  if (l1.dueCount(END_OF_TIME) < batch.inboxCursor) {
    const message = `batch ${batch.index} uses L1 messages that are not confirmed here yet`;
    throw new NovateError("L1_BEHIND", message, { batch: batch.index });
  }
  if (isSelfSequenced(batch))
    return selfSequencedSlots(batch, oldMessages ?? (async (from, count) => l1.messages(from, count)));
  if (await rulings?.isVoid(batch.index)) return voidSlots(batch);
  return readSlots(batch, da, signal);
}

/** Runs `work` until it succeeds, fails for good, or the signal aborts. */
async function patiently<T>(
  signal: AbortSignal,
  dependencies: DeriveDependencies,
  batch: L1Batch,
  work: () => Promise<T>,
): Promise<T> {
  let waited = false;
  for (let pause = RETRY_MIN_MS; ; pause = Math.min(pause * 2, RETRY_MAX_MS)) {
    signal.throwIfAborted();
    try {
      const result = await work();
      if (waited) dependencies.onWaiting?.(undefined);
      return result;
    } catch (error) {
      const code = errorCode(error);
      if (!WAITING.has(code)) throw error;
      waited = true;
      dependencies.onWaiting?.({ code, message: errorMessage(error), batch: batch.index });
      await sleep(dependencies.timers, pause, signal);
    }
  }
}
