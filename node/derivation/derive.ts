import type { L1Batch, L1View } from "../bridge/port.ts";
import type { DataAvailability } from "../da/port.ts";
import { equalBytes } from "../primitives/bytes.ts";
import { errorCode, errorMessage, NovateError } from "../primitives/error.ts";
import { sleep, type Timers } from "../primitives/timers.ts";
import { type CheckedBlock, checkBatch, type DerivationCursor } from "./check-batch.ts";

/** First and longest pause before unavailable data is asked for again. */
const RETRY_MIN_MS = 200;
const RETRY_MAX_MS = 30_000;
/** Codes that say "not yet" rather than "wrong". */
const UNAVAILABLE = new Set(["DA_UNAVAILABLE", "L1_BEHIND", "DA_TIMEOUT"]);

export interface DeriveOptions {
  /** First batch to read; batches that end at or before the cursor are skipped. */
  readonly fromBatch: number;
  readonly cursor: DerivationCursor;
  readonly signal: AbortSignal;
}

export interface DeriveDependencies {
  /** Confirmed batches from an index on, in order, without gaps; ends on abort, or when the source has no more. */
  batches(fromIndex: number, signal: AbortSignal): AsyncIterable<L1Batch>;
  readonly l1: Pick<L1View, "messages" | "dueCount">;
  readonly da: Pick<DataAvailability, "kind" | "read" | "commit">;
  readonly timers: Timers;
  /** Told when data is not there yet, once a retry. */
  onWaiting?(batch: L1Batch, code: string): void;
}

export interface DerivedBatch {
  readonly batch: L1Batch;
  readonly blocks: readonly CheckedBlock[];
}

/**
 * The batches of the chain, each read from DA and checked by rules D1-D6, ready to be applied. Data that is not there yet is
 * waited for with growing pauses; a void batch throws `BATCH_VOID`; a lying DA endpoint throws `DA_MISMATCH`.
 */
export async function* derive(
  options: DeriveOptions,
  dependencies: DeriveDependencies,
): AsyncGenerator<DerivedBatch> {
  let cursor = options.cursor;
  for await (const batch of dependencies.batches(options.fromBatch, options.signal)) {
    if (batch.lastBlock <= cursor.blockNumber) continue;
    if (batch.firstBlock > cursor.blockNumber + 1n) {
      throw new NovateError(
        "DERIVATION_GAP",
        `expected a batch from block ${cursor.blockNumber + 1n} on, got batch ${batch.index} from ${batch.firstBlock}`,
        {
          batch: batch.index,
        },
      );
    }
    const blocks = await patiently(options.signal, dependencies, batch, async () => {
      const payload = await readPayload(batch, dependencies, options.signal);
      return checkBatch(batch, payload, cursor, dependencies.l1);
    });
    const last = blocks.at(-1);
    if (last === undefined) continue;
    cursor = { blockNumber: last.number, timestamp: last.timestamp, inboxCursor: batch.inboxCursor };
    yield { batch, blocks };
  }
}

async function readPayload(
  batch: L1Batch,
  { da }: DeriveDependencies,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (batch.pointer.kind !== da.kind) {
    throw new NovateError(
      "DA_KIND",
      `batch ${batch.index} lies on DA kind ${batch.pointer.kind}, this node reads kind ${da.kind}`,
      { batch: batch.index },
    );
  }
  const payload = await da.read(batch.pointer, signal).catch((cause: unknown) => {
    if (errorCode(cause) !== "DA_ABSENT") throw cause;
    const message = `batch ${batch.index} breaks D2: ${errorMessage(cause)}`;
    throw new NovateError("BATCH_VOID", message, { batch: batch.index, rule: "D2" }, { cause });
  });
  if (!equalBytes(da.commit(payload), batch.pointer.commitment)) {
    throw new NovateError(
      "DA_MISMATCH",
      `the DA endpoint gave other bytes than batch ${batch.index} commits to`,
      { batch: batch.index },
    );
  }
  return payload;
}

/** Runs `work` until it succeeds, fails for good, or the signal aborts. */
async function patiently<T>(
  signal: AbortSignal,
  dependencies: DeriveDependencies,
  batch: L1Batch,
  work: () => Promise<T>,
): Promise<T> {
  for (let pause = RETRY_MIN_MS; ; pause = Math.min(pause * 2, RETRY_MAX_MS)) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!UNAVAILABLE.has(errorCode(error))) throw error;
      dependencies.onWaiting?.(batch, errorCode(error));
      await sleep(dependencies.timers, pause, signal);
    }
  }
}
