/**
 * Data availability for development: an append-only file that any number of processes on the machine may read and write.
 * Whole records are appended with one `O_APPEND` write and synced before they count as included, so writers never tear each
 * other's records and need no lock.
 */
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { equalBytes } from "../../primitives/bytes.ts";
import { errorMessage, NovateError } from "../../primitives/error.ts";
import { sleep, systemTimers, type Timers } from "../../primitives/timers.ts";
import type { DaPointer, DataAvailability, SubmitOutcome } from "../port.ts";
import { isDevnet } from "./devnets.ts";
import { encodeRecord, FILE_HEADER_BYTES, fileHeader, MAX_PAYLOAD_BYTES, sha256 } from "./record.ts";
import { RecordIndex, type RecordPlace } from "./record-index.ts";

export interface LocalDaOptions {
  /** The file; created when missing. */
  readonly path: string;
  /** L1 chain id; a file is bound to one. */
  readonly chainId: bigint;
  /** How often `subscribe` looks for new records, in ms. Default 50. */
  readonly pollInterval?: number;
}

export interface LocalDaDependencies {
  readonly timers?: Timers;
  /** Makes a written record durable; by default the system's own. What it throws leaves the submission's outcome unknown. */
  sync?(file: FileHandle): Promise<void>;
}

class LocalDa implements DataAvailability {
  readonly kind = 0;
  readonly maxPayloadBytes = MAX_PAYLOAD_BYTES;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #index: RecordIndex;
  readonly #pollInterval: number;
  readonly #timers: Timers;
  readonly #sync: (file: FileHandle) => Promise<void>;
  readonly #closing = new AbortController();
  #appending: Promise<unknown> = Promise.resolve();
  #broken: string | undefined;

  constructor(
    { path, pollInterval = 50 }: LocalDaOptions,
    { file, sync, timers }: Required<LocalDaDependencies> & { readonly file: FileHandle },
  ) {
    this.#path = path;
    this.#file = file;
    this.#index = new RecordIndex(file);
    this.#pollInterval = pollInterval;
    this.#timers = timers;
    this.#sync = sync;
  }

  commit(payload: Uint8Array): Uint8Array {
    return sha256(payload);
  }

  /** A payload that is already in the file is not written again: its first record answers. */
  submit(payload: Uint8Array, signal?: AbortSignal): Promise<SubmitOutcome> {
    const outcome = this.#appending.then(() => this.#submit(payload, signal));
    this.#appending = outcome.catch(() => undefined);
    return outcome;
  }

  async #submit(payload: Uint8Array, signal?: AbortSignal): Promise<SubmitOutcome> {
    signal?.throwIfAborted();
    if (payload.length === 0 || payload.length > MAX_PAYLOAD_BYTES) {
      const reason = `expected 1..${MAX_PAYLOAD_BYTES} bytes, got ${payload.length}`;
      return { status: "refused", code: "DA_PAYLOAD_SIZE", reason };
    }
    const commitment = sha256(payload);
    await this.#index.refresh();
    const known = this.#index.byCommitment(commitment);
    if (known !== undefined) return { status: "included", pointer: pointerTo(known) };
    if (this.#broken !== undefined) return { status: "refused", code: "DA_FAILED", reason: this.#broken };
    try {
      await this.#append(encodeRecord(payload));
      await this.#index.refresh();
    } catch (error) {
      // The record may be in the file or not, and may or may not outlive a crash: later ones must not come behind it unseen.
      this.#broken = `an earlier write failed: ${errorMessage(error)}`;
      return { status: "unknown", commitment, reason: errorMessage(error) };
    }
    const place = this.#index.byCommitment(commitment);
    if (place !== undefined) return { status: "included", pointer: pointerTo(place) };
    return { status: "unknown", commitment, reason: "the record was written but is not readable" };
  }

  async #append(record: Uint8Array): Promise<void> {
    const { bytesWritten } = await this.#file.write(record);
    if (bytesWritten !== record.length) {
      throw new NovateError("DA_SHORT_WRITE", `expected ${record.length} bytes written, got ${bytesWritten}`);
    }
    await this.#sync(this.#file);
  }

  async find(commitment: Uint8Array, fromHeight: bigint): Promise<DaPointer | undefined> {
    await this.#index.refresh();
    const place = this.#index.byCommitment(commitment);
    return place !== undefined && BigInt(place.offset) >= fromHeight ? pointerTo(place) : undefined;
  }

  async read(pointer: DaPointer): Promise<Uint8Array> {
    const offset = Number(pointer.height);
    const place = await this.#index.recordAt(offset);
    if (place === undefined) return this.#explain(offset);
    if (
      pointer.kind !== this.kind ||
      pointer.start !== 0 ||
      pointer.length !== place.length ||
      !equalBytes(pointer.commitment, place.commitment)
    ) {
      throw new NovateError(
        "DA_ABSENT",
        `expected the pointer's data at byte ${offset}, another record is there`,
      );
    }
    const payload = await this.#index.payload(place);
    if (equalBytes(sha256(payload), pointer.commitment)) return payload;
    throw new NovateError(
      "DA_MISMATCH",
      `expected an intact record at byte ${offset}, it changed while it was read`,
    );
  }

  async #explain(offset: number): Promise<never> {
    await this.#index.refresh();
    if (offset < FILE_HEADER_BYTES || this.#index.within(offset)) {
      throw new NovateError("DA_ABSENT", `expected a record at byte ${offset}, none starts there`);
    }
    if (offset > (this.#index.last?.offset ?? 0)) {
      throw new NovateError(
        "DA_UNAVAILABLE",
        `expected a record at byte ${offset} of ${this.#path}, the file does not hold it yet`,
      );
    }
    throw new NovateError(
      "DA_MISMATCH",
      `expected an intact record at byte ${offset}, the file is damaged there`,
    );
  }

  /** Offset of the newest record; 0 while there is none. */
  async head(): Promise<bigint> {
    await this.#index.refresh();
    return BigInt(this.#index.last?.offset ?? 0);
  }

  async *subscribe(
    fromHeight: bigint,
    signal: AbortSignal,
  ): AsyncIterable<{ pointer: DaPointer; payload: Uint8Array }> {
    const ended = AbortSignal.any([signal, this.#closing.signal]);
    for (let next = Number(fromHeight); !ended.aborted; ) {
      await this.#index.refresh();
      for (let place = this.#index.from(next); place && !ended.aborted; place = this.#index.from(next)) {
        const payload = await this.#index.payload(place);
        if (!equalBytes(sha256(payload), place.commitment)) {
          throw new NovateError("DA_MISMATCH", `expected an intact record at byte ${place.offset}`);
        }
        next = place.offset + 1;
        yield { pointer: pointerTo(place), payload };
      }
      await sleep(this.#timers, this.#pollInterval, ended).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#appending;
    await this.#index.refresh().catch(() => undefined);
    await this.#file.close();
  }
}

function pointerTo(place: RecordPlace): DaPointer {
  return {
    kind: 0,
    height: BigInt(place.offset),
    start: 0,
    length: place.length,
    commitment: place.commitment,
  };
}

/** Writes the file's header, or checks it against `header`. Two processes that create the file at once write the same. */
async function bindFile(file: FileHandle, header: Uint8Array, path: string): Promise<void> {
  if ((await file.stat()).size === 0) {
    const fresh = await open(path, "r+");
    try {
      await fresh.write(header, 0, header.length, 0);
      await fresh.datasync();
    } finally {
      await fresh.close();
    }
  }
  const found = new Uint8Array(FILE_HEADER_BYTES);
  await file.read(found, 0, found.length, 0);
  if (!equalBytes(found, header)) {
    throw new NovateError(
      "DA_WRONG_FILE",
      `expected a local DA file of this chain at ${path}, got another one`,
    );
  }
}

/**
 * Opens the local DA file. Throws `DA_LOCAL_NOT_DEVNET` on any chain id but a development network's: a file is no
 * data-availability layer. Throws `DA_WRONG_FILE` for a file of another chain or format.
 */
export async function openLocalDa(
  options: LocalDaOptions,
  { sync = (file) => file.datasync(), timers = systemTimers }: LocalDaDependencies = {},
): Promise<DataAvailability> {
  if (!isDevnet(options.chainId)) {
    throw new NovateError(
      "DA_LOCAL_NOT_DEVNET",
      `expected the chain id of a development network for the local DA driver, got ${options.chainId}; use celestia or ethereum`,
    );
  }
  await mkdir(dirname(options.path), { recursive: true });
  const file = await open(options.path, "a+");
  try {
    await bindFile(file, fileHeader(options.chainId), options.path);
    return new LocalDa(options, { file, sync, timers });
  } catch (error) {
    await file.close();
    throw error;
  }
}
