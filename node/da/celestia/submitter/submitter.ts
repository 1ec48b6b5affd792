import { errorCode, errorMessage } from "../../../primitives/error.ts";
import { sleep, type Timers } from "../../../primitives/timers.ts";
import type { NodeClient } from "../client/node-client.ts";
import type { Blob } from "../codec/blob.ts";
import { shareCommitment } from "../codec/commitment.ts";
import { equalBytes } from "../codec/namespace.ts";
import type { NamespaceReader } from "../namespace-reader.ts";
import type { SubmitRecord, SubmitStore } from "./record.ts";
import { verdictOf } from "./verdict.ts";

/** Blocks after which celestia-app's mempool drops a transaction (36), and a margin for heads that lag. */
export const INCLUSION_BLOCKS = 36 + 4;
/** Sendings of one payload before its caller decides again. */
export const MAX_ATTEMPTS = 8;

export interface SubmitterOptions {
  /** Millionths of a utia per unit of gas; the first attempt's price. */
  readonly microGasPrice: number;
  /** No attempt pays more. */
  readonly maxMicroGasPrice: number;
  /** Pause between looks for a transaction, about one block. */
  readonly pollMs: number;
  /** Longest time one call looks for a transaction before it says that the outcome is unknown. */
  readonly maxLookMs: number;
}

export interface SubmitterDependencies {
  readonly client: Pick<NodeClient, "submit" | "networkHead">;
  readonly reader: NamespaceReader;
  readonly store: SubmitStore;
  readonly timers: Timers;
}

export interface Place {
  readonly height: number;
  readonly start: number;
  readonly length: number;
}

export type BlobOutcome =
  | { readonly status: "included"; readonly place: Place }
  | { readonly status: "unknown"; readonly reason: string }
  | { readonly status: "refused"; readonly code: string; readonly reason: string };

/** Submits blobs of one account, one at a time. */
export interface Submitter {
  /**
   * Submits a blob, or finds it if an earlier call or process has already sent it. Never throws for what the endpoint does.
   * Codes of refusals: `DA_IN_FLIGHT` (another blob's outcome is still unknown), `DA_UNAVAILABLE` (nothing was sent),
   * `DA_TOO_LARGE`, `DA_ATTEMPTS`, and those of `client/errors.ts`.
   */
  submit(blob: Blob, signal?: AbortSignal): Promise<BlobOutcome>;
}

type Look = { readonly kind: "found"; readonly place: Place } | { readonly kind: "absent" | "undecided" };

export function createSubmitter(options: SubmitterOptions, dependencies: SubmitterDependencies): Submitter {
  const { client, reader, store, timers } = dependencies;
  let queue: Promise<unknown> = Promise.resolve();

  /** Looks for a record's blob from `height` up to the head; resolves to the place or to the next height to look at. */
  const scan = async (
    record: SubmitRecord,
    height: number,
    signal?: AbortSignal,
  ): Promise<Place | number> => {
    const head = await reader.head(signal);
    for (let at = height; at <= head; at++) {
      for (const blob of await reader.blobsAt(at, signal)) {
        if (Buffer.from(shareCommitment(blob)).toString("hex") !== record.commitment) continue;
        return { height: at, start: blob.start, length: blob.shareCount };
      }
    }
    return Math.max(height, head + 1);
  };

  /** Looks until the blob is found, can no longer come, or the time of this call is over. */
  const look = async (record: SubmitRecord, signal?: AbortSignal): Promise<Look> => {
    const polls = Math.max(1, Math.ceil(options.maxLookMs / options.pollMs));
    let next = record.fromHeight;
    for (let poll = 0; poll < polls; poll++) {
      if (signal?.aborted) return { kind: "undecided" };
      try {
        const found = await scan(record, next, signal);
        if (typeof found !== "number") return { kind: "found", place: found };
        next = found;
        if (next > record.deadline) return { kind: "absent" };
      } catch (error) {
        if (signal?.aborted) return { kind: "undecided" };
        if (!errorCode(error).startsWith("DA_")) throw error;
      }
      if (poll < polls - 1) await sleep(timers, options.pollMs, signal).catch(() => {});
    }
    return { kind: "undecided" };
  };

  const finish = async (record: SubmitRecord, place: Place): Promise<BlobOutcome> => {
    await store.save({ ...record, state: "final", place });
    return { status: "included", place };
  };

  const refuse = async (code: string, reason: string): Promise<BlobOutcome> => {
    await store.clear();
    return { status: "refused", code, reason };
  };

  /** Persists the attempt, sends it, and says how it went. */
  const send = async (
    record: SubmitRecord,
    blob: Blob,
    signal?: AbortSignal,
  ): Promise<{ height?: number; error?: unknown }> => {
    await store.save(record);
    try {
      const { maxMicroGasPrice } = options;
      const price = { microGasPrice: record.microGasPrice, maxMicroGasPrice };
      return { height: await client.submit([blob], price, signal) };
    } catch (error) {
      return { error };
    }
  };

  /** The height's blob, verified. A height that does not hold it is not believed. */
  const verify = async (
    record: SubmitRecord,
    height: number,
    signal?: AbortSignal,
  ): Promise<Place | undefined> => {
    const blobs = await reader.blobsAt(height, signal).catch(() => []);
    const found = blobs.find((blob) =>
      equalBytes(shareCommitment(blob), Buffer.from(record.commitment, "hex")),
    );
    return found === undefined ? undefined : { height, start: found.start, length: found.shareCount };
  };

  const attempt = async (
    blob: Blob,
    commitment: string,
    first: SubmitRecord | undefined,
    signal?: AbortSignal,
  ): Promise<BlobOutcome> => {
    let record = first;
    let microGasPrice = record?.microGasPrice ?? options.microGasPrice;
    for (let number = (record?.attempt ?? 0) + 1; ; number++) {
      if (record !== undefined) {
        const seen = await look(record, signal);
        if (seen.kind === "found") return finish(record, seen.place);
        if (seen.kind === "undecided")
          return { status: "unknown", reason: `not found yet; deadline ${record.deadline}` };
        microGasPrice = dearer(microGasPrice);
        record = undefined;
      }
      if (number > MAX_ATTEMPTS) return refuse("DA_ATTEMPTS", `not included in ${MAX_ATTEMPTS} attempts`);
      const heads = await headsOf(signal);
      if ("error" in heads) return refuse("DA_UNAVAILABLE", errorMessage(heads.error));
      const sent: SubmitRecord = {
        state: "sent",
        commitment,
        attempt: number,
        microGasPrice,
        fromHeight: heads.local + 1,
        deadline: Math.max(heads.local, heads.network) + INCLUSION_BLOCKS,
      };
      const { error, height } = await send(sent, blob, signal);
      if (height !== undefined) {
        const place = await verify(sent, height, signal);
        if (place !== undefined) return finish(sent, place);
      }
      const verdict = height === undefined ? verdictOf(error) : "unknown";
      if (verdict === "unknown") {
        record = sent;
      } else if (verdict === "check") {
        const found = await scan(sent, sent.fromHeight, signal).catch(() => undefined);
        if (found === undefined) return { status: "unknown", reason: errorMessage(error) };
        if (typeof found !== "number") return finish(sent, found);
        await pause(number, signal);
      } else if (verdict === "dearer") {
        if (microGasPrice >= options.maxMicroGasPrice)
          return refuse("CELESTIA_PRICE_CAP", errorMessage(error));
        microGasPrice = dearer(microGasPrice);
      } else if (verdict === "retry") {
        await pause(number, signal);
        if (signal?.aborted) return refuse("DA_UNAVAILABLE", errorMessage(error));
      } else {
        const code = errorCode(error);
        return refuse(code === "CELESTIA_TOO_LARGE" ? "DA_TOO_LARGE" : code, errorMessage(error));
      }
    }
  };

  /** Half as much again, up to the cap. */
  const dearer = (price: number): number => Math.min(Math.ceil((price * 3) / 2), options.maxMicroGasPrice);

  /** Twice as long after every attempt, at most about one block. */
  const pause = (number: number, signal?: AbortSignal): Promise<void> =>
    sleep(timers, Math.min(100 * 2 ** number, options.pollMs), signal).catch(() => {});

  const headsOf = async (
    signal?: AbortSignal,
  ): Promise<{ local: number; network: number } | { error: unknown }> => {
    try {
      const local = await reader.head(signal);
      return { local, network: (await client.networkHead(signal)).height };
    } catch (error) {
      return { error };
    }
  };

  const submit = async (blob: Blob, signal?: AbortSignal): Promise<BlobOutcome> => {
    const commitment = Buffer.from(shareCommitment(blob)).toString("hex");
    const before = await store.load();
    if (before?.commitment === commitment) {
      if (before.place !== undefined) return { status: "included", place: before.place };
      return attempt(blob, commitment, before, signal);
    }
    if (before?.state === "sent") {
      const seen = await look(before, signal);
      if (seen.kind === "undecided") {
        return {
          status: "refused",
          code: "DA_IN_FLIGHT",
          reason: `${before.commitment} may still be included`,
        };
      }
    }
    return attempt(blob, commitment, undefined, signal);
  };

  return {
    submit(blob, signal) {
      const turn = queue.then(() => submit(blob, signal));
      queue = turn.catch(() => {});
      return turn;
    },
  };
}
