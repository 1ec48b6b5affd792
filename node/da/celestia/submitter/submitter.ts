import { errorCode, errorMessage } from "../../../primitives/error.ts";
import { type Rng, systemRng } from "../../../primitives/rng.ts";
import { sleep, type Timers } from "../../../primitives/timers.ts";
import type { BlockSource } from "../block-source.ts";
import type { Blob } from "../codec/blob.ts";
import { shareCommitment } from "../codec/commitment.ts";
import type { BlobWriter } from "../endpoint.ts";
import type { NamespaceReader } from "../namespace-reader.ts";
import { createLooker, type LookOptions, type Place } from "./look.ts";
import type { SubmitRecord, SubmitStore } from "./record.ts";
import { verdictOf } from "./verdict.ts";

/** Blocks after which celestia-app's mempool drops a transaction (36), and a margin for heads that lag. */
export const INCLUSION_BLOCKS = 36 + 4;
/** Sendings of one payload before its caller decides again. */
export const MAX_ATTEMPTS = 8;
/** Submissions that wait for their turn. */
export const MAX_WAITING = 64;
const FIRST_PAUSE_MS = 100;

export interface SubmitterOptions extends LookOptions {
  /** Millionths of a utia per unit of gas; the first attempt's price. */
  readonly microGasPrice: number;
  /** No attempt pays more. */
  readonly maxMicroGasPrice: number;
}

export interface SubmitterDependencies {
  readonly writer: Pick<BlobWriter, "submit">;
  readonly source: Pick<BlockSource, "networkHead">;
  readonly reader: NamespaceReader;
  readonly store: SubmitStore;
  readonly timers: Timers;
  /** Jitter; the platform's when absent. */
  readonly rng?: Rng;
}

export type BlobOutcome =
  | { readonly status: "included"; readonly place: Place }
  | { readonly status: "unknown"; readonly reason: string }
  | { readonly status: "refused"; readonly code: string; readonly reason: string };

/** Submits blobs of one account, one at a time. */
export interface Submitter {
  /**
   * Submits a blob, or finds it if an earlier call or process has already sent it. Never throws for what the endpoint does.
   * Codes of refusals: `DA_IN_FLIGHT` (another blob's outcome is still unknown), `DA_QUEUE_FULL` and `DA_UNAVAILABLE` (nothing
   * was sent), `DA_TOO_LARGE`, `DA_ATTEMPTS`, and those of `client/errors.ts`.
   */
  submit(blob: Blob, signal?: AbortSignal): Promise<BlobOutcome>;
}

export function createSubmitter(options: SubmitterOptions, dependencies: SubmitterDependencies): Submitter {
  const { writer, source, reader, store, timers, rng = systemRng } = dependencies;
  const looker = createLooker(options, dependencies);
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const finish = async (record: SubmitRecord, place: Place): Promise<BlobOutcome> => {
    await store.save({ ...record, state: "final", place });
    return { status: "included", place };
  };

  const refuse = async (code: string, reason: string): Promise<BlobOutcome> => {
    await store.clear();
    return { status: "refused", code, reason };
  };

  /** Half as much again, up to the cap. */
  const dearer = (price: number): number => Math.min(Math.ceil((price * 3) / 2), options.maxMicroGasPrice);

  /** Twice as long after every attempt, at most about one block; somewhere in its second half, so that nodes part. */
  const pause = (attempt: number, signal?: AbortSignal): Promise<void> => {
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** attempt, options.pollMs);
    const milliseconds = Math.ceil((longest * (1 + rng.uint32() / 2 ** 32)) / 2);
    return sleep(timers, milliseconds, signal).catch(() => {});
  };

  /** The record of the next attempt, or why the heads cannot be had. Copies are looked for from the first attempt on. */
  const plan = async (
    next: Pick<SubmitRecord, "attempt" | "commitment" | "microGasPrice">,
    before: SubmitRecord | undefined,
    signal?: AbortSignal,
  ): Promise<SubmitRecord | { readonly error: unknown }> => {
    try {
      const local = await reader.head(signal);
      const network = (await source.networkHead(signal)).height;
      const deadline = Math.max(local, network) + INCLUSION_BLOCKS;
      return { ...next, state: "sent", fromHeight: before?.fromHeight ?? local + 1, deadline };
    } catch (error) {
      return { error };
    }
  };

  /** Saves the record, sends the blob, and returns the error if there was one. A height is only a hint. */
  const send = async (record: SubmitRecord, blob: Blob, signal?: AbortSignal): Promise<unknown> => {
    await store.save(record);
    try {
      const { maxMicroGasPrice } = options;
      await writer.submit([blob], { microGasPrice: record.microGasPrice, maxMicroGasPrice }, signal);
      return undefined;
    } catch (error) {
      return error;
    }
  };

  /** Appendix C of the reference: SUBMITTING, UNKNOWN, VERIFY and FINAL, from a record that was sent or from none. */
  const run = async (
    blob: Blob,
    commitment: string,
    resumed: SubmitRecord | undefined,
    signal?: AbortSignal,
  ): Promise<BlobOutcome> => {
    let record = resumed;
    let isSettled = resumed === undefined;
    let microGasPrice = resumed?.microGasPrice ?? options.microGasPrice;
    for (let attempt = (resumed?.attempt ?? 0) + 1; ; attempt++) {
      if (record !== undefined && !isSettled) {
        const seen = await looker.untilSettled(record, signal);
        if (seen.kind === "found") return finish(record, seen.place);
        if (seen.kind !== "late")
          return { status: "unknown", reason: `expected by height ${record.deadline}` };
        microGasPrice = dearer(microGasPrice);
      }
      if (attempt > MAX_ATTEMPTS) return refuse("DA_ATTEMPTS", `not included in ${MAX_ATTEMPTS} attempts`);
      const planned = await plan({ attempt, commitment, microGasPrice }, record, signal);
      if ("error" in planned) return refuse("DA_UNAVAILABLE", errorMessage(planned.error));
      record = planned;
      const error = await send(record, blob, signal);
      const verdict = error === undefined ? "unknown" : verdictOf(error);
      isSettled = verdict !== "unknown";
      if (verdict === "check") {
        const seen = await looker.once(record, signal);
        if (seen.kind === "found") return finish(record, seen.place);
        if (seen.kind === "undecided") return { status: "unknown", reason: errorMessage(error) };
        await pause(attempt, signal);
      } else if (verdict === "dearer") {
        if (microGasPrice >= options.maxMicroGasPrice)
          return refuse("CELESTIA_PRICE_CAP", errorMessage(error));
        microGasPrice = dearer(microGasPrice);
      } else if (verdict === "retry") {
        await pause(attempt, signal);
      } else if (verdict === "refused") {
        const code = errorCode(error);
        return refuse(code === "CELESTIA_TOO_LARGE" ? "DA_TOO_LARGE" : code, errorMessage(error));
      }
    }
  };

  const submit = async (blob: Blob, signal?: AbortSignal): Promise<BlobOutcome> => {
    const commitment = Buffer.from(shareCommitment(blob)).toString("hex");
    const before = await store.load();
    if (before?.commitment === commitment) {
      if (before.place !== undefined) return { status: "included", place: before.place };
      return run(blob, commitment, before, signal);
    }
    if (before?.state === "sent") {
      const seen = await looker.untilSettled(before, signal);
      if (seen.kind === "undecided") {
        return {
          status: "refused",
          code: "DA_IN_FLIGHT",
          reason: `${before.commitment} may still be included`,
        };
      }
    }
    return run(blob, commitment, undefined, signal);
  };

  return {
    async submit(blob, signal) {
      if (waiting >= MAX_WAITING) {
        return {
          status: "refused",
          code: "DA_QUEUE_FULL",
          reason: `expected at most ${MAX_WAITING} submissions at once`,
        };
      }
      waiting++;
      const turn = queue.then(() => submit(blob, signal)).finally(() => waiting--);
      queue = turn.catch(() => {});
      return turn;
    },
  };
}
