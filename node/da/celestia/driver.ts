import { NovateError } from "../../primitives/error.ts";
import { sleep, type Timers } from "../../primitives/timers.ts";
import type { DaPointer, DataAvailability } from "../port.ts";
import type { BlockSource } from "./block-source.ts";
import type { Blob } from "./codec/blob.ts";
import { shareCommitment } from "./codec/commitment.ts";
import { checkBlobNamespace, equalBytes } from "./codec/namespace.ts";
import type { PlacedBlob } from "./codec/read-blobs.ts";
import { SIGNER_BYTES } from "./codec/share.ts";
import type { CelestiaEndpoint } from "./endpoint.ts";
import { asPortError, createNamespaceReader } from "./namespace-reader.ts";
import type { SubmitStore } from "./submitter/record.ts";
import { createSubmitter, type SubmitterOptions } from "./submitter/submitter.ts";
import { watchBlocks } from "./wake.ts";

/** Largest payload of one blob: its transaction must stay below 8 MiB and its request, in base64, below 16 MiB. */
export const MAX_BLOB_BYTES = 5 * 1024 * 1024;
/** Smallest bound that refusals for size can bring the payload down to. */
const MIN_BLOB_BYTES = 64 * 1024;
/** Heights that one `find` reads. Ten thousand blocks are about eight hours. */
const MAX_FIND_HEIGHTS = 10_000n;

export interface CelestiaOptions extends SubmitterOptions {
  /** 29 bytes, version 0. */
  readonly namespace: Uint8Array;
  /** Address bytes of the account that pays, and whose blobs alone count. */
  readonly signer: Uint8Array;
  readonly chainId?: string;
}

export interface CelestiaDependencies {
  readonly endpoint: CelestiaEndpoint;
  /** A second endpoint to read from: both must name the same block at a height. */
  readonly witness?: BlockSource;
  readonly store: SubmitStore;
  readonly timers: Timers;
}

export interface CelestiaDa extends DataAvailability {
  /** Funds of the account that pays, in utia, as the node says: for alarms, not for decisions. */
  balance(signal?: AbortSignal): Promise<bigint>;
}

/** Data availability on Celestia through one endpoint, which is not trusted for anything but headers. */
export function createCelestiaDa(
  options: CelestiaOptions,
  { endpoint, store, timers, witness }: CelestiaDependencies,
): CelestiaDa {
  checkBlobNamespace(options.namespace);
  if (options.signer.length !== SIGNER_BYTES) {
    throw new NovateError("CELESTIA_ADDRESS", `expected ${SIGNER_BYTES} bytes, got ${options.signer.length}`);
  }
  const { source, writer } = endpoint;
  const reader = createNamespaceReader(options, { source, ...(witness === undefined ? {} : { witness }) });
  const submitter = createSubmitter(options, { writer, source, reader, store, timers });
  const closing = new AbortController();
  let maxPayloadBytes = MAX_BLOB_BYTES;

  const untilClosed = (signal?: AbortSignal): AbortSignal =>
    signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
  const blobOf = (payload: Uint8Array): Blob => ({
    namespace: options.namespace,
    data: payload,
    shareVersion: 1,
    signer: options.signer,
  });
  const head = async (signal?: AbortSignal): Promise<bigint> =>
    BigInt(await reader.head(untilClosed(signal)));

  const find = async (
    commitment: Uint8Array,
    fromHeight: bigint,
    signal?: AbortSignal,
  ): Promise<DaPointer | undefined> => {
    const last = await head(signal);
    const end = last - fromHeight < MAX_FIND_HEIGHTS ? last : fromHeight + MAX_FIND_HEIGHTS - 1n;
    for (let height = fromHeight < 1n ? 1n : fromHeight; height <= end; height++) {
      for (const blob of await reader.blobsAt(Number(height), untilClosed(signal))) {
        const pointer = pointerTo(blob, height);
        if (equalBytes(pointer.commitment, commitment)) return pointer;
      }
    }
    return undefined;
  };

  return {
    kind: 1,
    get maxPayloadBytes() {
      return maxPayloadBytes;
    },
    commit: (payload) => shareCommitment(blobOf(payload)),
    async submit(payload, signal) {
      if (payload.length === 0 || payload.length > maxPayloadBytes) {
        const reason = `expected 1 to ${maxPayloadBytes} bytes, got ${payload.length}`;
        return { status: "refused", code: payload.length === 0 ? "DA_EMPTY" : "DA_TOO_LARGE", reason };
      }
      const outcome = await submitter.submit(blobOf(payload), untilClosed(signal));
      const commitment = shareCommitment(blobOf(payload));
      if (outcome.status === "included") {
        const { height, length, start } = outcome.place;
        return {
          status: "included",
          pointer: { kind: 1, height: BigInt(height), start, length, commitment },
        };
      }
      if (outcome.status === "unknown") return { ...outcome, commitment };
      if (outcome.code === "DA_TOO_LARGE") maxPayloadBytes = Math.max(MIN_BLOB_BYTES, maxPayloadBytes >> 1);
      return outcome;
    },
    find,
    async read(pointer, signal) {
      // No chain has such a block, whoever is asked.
      if (pointer.kind !== 1 || pointer.height < 1n) throw absent(pointer);
      // L1 opens a batch by its place alone, whatever its commitment or the blob's signer (docs/spec/data.md).
      const blobs = await reader.allBlobsAt(Number(pointer.height), untilClosed(signal));
      const blob = blobs.find(
        ({ shareCount, start }) => start === pointer.start && shareCount === pointer.length,
      );
      if (blob !== undefined) return blob.data;
      // The namespace was proven whole against the block's data hash, so it is not there for any reader.
      throw absent(pointer);
    },
    head,
    async *subscribe(fromHeight, signal) {
      const until = untilClosed(signal);
      const watch = watchBlocks(
        endpoint.heights === undefined ? undefined : (stop) => endpoint.heights!(options.namespace, stop),
        options.pollMs,
        timers,
        until,
      );
      let next = fromHeight < 1n ? 1n : fromHeight;
      while (!until.aborted) {
        const last = await retry(() => head(until), until);
        for (; last !== undefined && next <= last && !until.aborted; next++) {
          const blobs = await retry(() => reader.blobsAt(Number(next), until), until);
          for (const blob of blobs ?? []) yield { pointer: pointerTo(blob, next), payload: blob.data };
        }
        await watch.next();
      }
    },
    balance: (signal) => asPortError(() => writer.balance(untilClosed(signal))),
    async close() {
      closing.abort();
    },
  };

  /** Repeats while the endpoint is away. Undefined when aborted; throws `DA_MISMATCH`, which no waiting heals. */
  async function retry<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    while (!signal.aborted) {
      try {
        return await action();
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!(error instanceof NovateError) || error.code !== "DA_UNAVAILABLE") throw error;
        await sleep(timers, options.pollMs, signal).catch(() => {});
      }
    }
    return undefined;
  }
}

function pointerTo(blob: PlacedBlob, height: bigint): DaPointer {
  return { kind: 1, height, start: blob.start, length: blob.shareCount, commitment: shareCommitment(blob) };
}

function absent({ commitment, height, length, start }: DaPointer): NovateError {
  const place = `shares ${start} to ${start + length} of block ${height}`;
  return new NovateError("DA_ABSENT", `expected a blob in ${place}, it is not there`, {
    height: String(height),
    commitment: Buffer.from(commitment).toString("hex"),
  });
}
