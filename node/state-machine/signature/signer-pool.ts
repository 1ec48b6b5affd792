/**
 * Worker threads that hash transactions and recover their signers, in batches, off the main thread. Requests that arrive while
 * every worker is busy travel together; an idle worker takes what there is at once, so a lone request does not wait.
 */
import { Worker } from "node:worker_threads";
import { viewOf } from "../../primitives/bytes.ts";
import { errorMessage, NovateError } from "../../primitives/error.ts";
import {
  ADDRESS_BYTES,
  ANSWER_BYTES,
  DIGEST_BYTES,
  LENGTH_BYTES,
  type RecoverAnswer,
  type RecoverRequest,
  type RecoverSettings,
} from "./protocol.ts";

/** Requests in one message: from 64 on its cost is hidden, and 256 are some 10 ms of work, so that nobody waits long. */
const MIN_BATCH = 64;
export const MAX_BATCH = 256;
/** A worker's messages on their way: with a second one it need not wait for this thread while that executes a block. */
const MAX_BATCHES = 2;
/** Requests waiting for a worker; beyond it `recover` refuses. */
export const MAX_QUEUED = 65_536;

/** Who waits for a signature. Called once, with one of the two; must not throw. */
export interface SignatureCaller {
  /** `signer`: 20 bytes, or undefined for nobody. Both arrays are the caller's to keep. */
  recovered(digest: Uint8Array, signer: Uint8Array | undefined): void;
  failed(error: NovateError): void;
}

interface Job {
  readonly transaction: Uint8Array;
  readonly caller: SignatureCaller;
}

interface Lane {
  readonly worker: Worker;
  /** On their way, the oldest first. */
  readonly batches: Job[][];
}

export class SignerPool {
  readonly #settings: RecoverSettings;
  readonly #lanes: Lane[] = [];
  #queue: Job[] = [];
  #scheduled = false;
  #closed: NovateError | undefined;

  /** `workers` threads (at least one). `domainSeparator` is the chain's: what digests start from. */
  constructor(options: { readonly workers: number; readonly domainSeparator: Uint8Array }) {
    const { workers, domainSeparator } = options;
    if (!Number.isInteger(workers) || workers < 1) {
      throw new NovateError("BAD_OPTION", `expected at least one signature worker, got ${workers}`);
    }
    this.#settings = { domainSeparator };
    for (let i = 0; i < workers; i++) this.#lanes.push(this.#start());
  }

  #start(): Lane {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: this.#settings });
    const lane: Lane = { worker, batches: [] };
    worker.on("message", ({ answers }: RecoverAnswer) => this.#settle(lane, answers));
    worker.on("error", (error) => {
      const reason = new NovateError("SIGNER_POOL_FAILED", "a signature worker died", {}, { cause: error });
      // Derivation goes on without workers, at a fraction of its speed: somebody must be told.
      process.emitWarning(`${reason.message}: ${errorMessage(error)}`, { code: reason.code });
      this.#fail(reason);
    });
    // Idle workers must not keep the process alive; close() ends them anyway.
    worker.unref();
    return lane;
  }

  /** Requests not yet answered. */
  get pending(): number {
    let count = this.#queue.length;
    for (const { batches } of this.#lanes) for (const batch of batches) count += batch.length;
    return count;
  }

  /**
   * Tells `caller` the EIP-712 digest of `transaction`, which must be exactly one canonical transaction, and the signer that the engine
   * would find: nobody when the signature recovers nobody or its s lies in the upper half of the order (rule B4). Fails with
   * `SIGNER_QUEUE_FULL` beyond {@link MAX_QUEUED} waiting requests and `SIGNER_POOL_CLOSED` after `close`.
   */
  recover(transaction: Uint8Array, caller: SignatureCaller): void {
    const refusal = this.#closed ?? this.#full();
    if (refusal !== undefined) {
      caller.failed(refusal);
      return;
    }
    this.#queue.push({ transaction, caller });
    if (this.#scheduled) return;
    // One turn of the microtask queue gathers what the same tick brings.
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#dispatch();
    });
  }

  #full(): NovateError | undefined {
    if (this.#queue.length < MAX_QUEUED) return undefined;
    const message = `expected at most ${MAX_QUEUED} signatures in the queue`;
    return new NovateError("SIGNER_QUEUE_FULL", message);
  }

  #dispatch(): void {
    const idle = this.#lanes.filter((lane) => lane.batches.length === 0);
    idle.forEach((lane, i) => {
      const share = Math.ceil(this.#queue.length / (idle.length - i));
      if (share > 0) this.#send(lane, Math.min(MAX_BATCH, Math.max(MIN_BATCH, share)));
    });
    // Only whole messages wait behind others: a few requests are better off with whoever is free first.
    for (const lane of this.#lanes) {
      if (lane.batches.length < MAX_BATCHES && this.#queue.length >= MAX_BATCH) this.#send(lane, MAX_BATCH);
    }
  }

  #send(lane: Lane, size: number): void {
    const batch = this.#queue.slice(0, size);
    this.#queue = this.#queue.slice(batch.length);
    lane.batches.push(batch);
    let length = 0;
    for (const { transaction } of batch) length += LENGTH_BYTES + transaction.length;
    const requests = new Uint8Array(length);
    const view = viewOf(requests);
    let at = 0;
    for (const { transaction } of batch) {
      view.setUint32(at, transaction.length, true);
      requests.set(transaction, at + LENGTH_BYTES);
      at += LENGTH_BYTES + transaction.length;
    }
    lane.worker.ref();
    const request: RecoverRequest = { requests, count: batch.length };
    lane.worker.postMessage(request, [requests.buffer]);
  }

  #settle(lane: Lane, answers: Uint8Array): void {
    // Nothing waits for an answer that comes after the end.
    const batch = lane.batches.shift() ?? [];
    if (lane.batches.length === 0) lane.worker.unref();
    this.#dispatch();
    for (let i = 0; i < batch.length; i++) {
      const at = i * ANSWER_BYTES;
      const signerAt = at + 1 + DIGEST_BYTES;
      const signer = answers[at] === 1 ? answers.slice(signerAt, signerAt + ADDRESS_BYTES) : undefined;
      batch[i]!.caller.recovered(answers.slice(at + 1, signerAt), signer);
    }
  }

  #fail(reason: NovateError): void {
    this.#closed ??= reason;
    const jobs = [...this.#queue, ...this.#lanes.flatMap((lane) => lane.batches.flat())];
    this.#queue = [];
    for (const lane of this.#lanes) lane.batches.length = 0;
    for (const { caller } of jobs) caller.failed(reason);
  }

  /** Fails what is unanswered with `SIGNER_POOL_CLOSED` and ends the workers. */
  async close(): Promise<void> {
    this.#fail(new NovateError("SIGNER_POOL_CLOSED", "the signature pool is closed"));
    await Promise.all(this.#lanes.map((lane) => lane.worker.terminate()));
  }
}
