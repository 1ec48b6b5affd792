/**
 * Worker threads that recover the signers of transactions, in batches, off the main thread. Requests that arrive while
 * every worker is busy travel together; an idle worker takes what there is at once, so a lone request does not wait.
 */
import { Worker } from "node:worker_threads";
import { NovateError } from "../../primitives/error.ts";
import { isLowS } from "../../primitives/signature/compact.ts";
import { ADDRESS_BYTES, ANSWER_BYTES, DIGEST_BYTES, REQUEST_BYTES, type RecoverAnswer } from "./protocol.ts";
import type { SignerCache } from "./signer-cache.ts";

/** Requests in one message: from 64 on its cost is hidden, and 256 are some 10 ms of work, so that nobody waits long. */
const MIN_BATCH = 64;
export const MAX_BATCH = 256;
/** Requests waiting for a worker; beyond it `recover` refuses. */
export const MAX_QUEUED = 65_536;

interface Job {
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
  readonly resolve: (signer: Uint8Array | undefined) => void;
  readonly reject: (error: Error) => void;
}

interface Lane {
  readonly worker: Worker;
  batch: Job[];
}

export class SignerPool {
  readonly #cache: SignerCache;
  readonly #lanes: Lane[] = [];
  #queue: Job[] = [];
  #scheduled = false;
  #closed: Error | undefined;

  /** `workers` threads (at least one). Answers also go to `cache`, where the engine finds them. */
  constructor(options: { readonly workers: number }, dependencies: { readonly cache: SignerCache }) {
    if (!Number.isInteger(options.workers) || options.workers < 1) {
      throw new NovateError("BAD_OPTION", `expected at least one signature worker, got ${options.workers}`);
    }
    this.#cache = dependencies.cache;
    for (let i = 0; i < options.workers; i++) this.#lanes.push(this.#start());
  }

  #start(): Lane {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    const lane: Lane = { worker, batch: [] };
    worker.on("message", ({ answers }: RecoverAnswer) => this.#settle(lane, answers));
    worker.on("error", (error) =>
      this.#fail(new NovateError("SIGNER_POOL_FAILED", "a signature worker died", {}, { cause: error })),
    );
    // Idle workers must not keep the process alive; close() ends them anyway.
    worker.unref();
    return lane;
  }

  /** Requests not yet answered. */
  get pending(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.batch.length, this.#queue.length);
  }

  /**
   * The 20-byte signer of `digest`, or undefined when the packed signature recovers nobody or its s lies in the upper half of the
   * order: whom the engine would find (rule B4). Rejects with
   * `SIGNER_QUEUE_FULL` beyond {@link MAX_QUEUED} waiting requests and `SIGNER_POOL_CLOSED` after `close`.
   */
  recover(digest: Uint8Array, signature: Uint8Array): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.#closed);
      if (!isLowS(signature)) return resolve(undefined);
      if (this.#queue.length >= MAX_QUEUED) {
        return reject(
          new NovateError("SIGNER_QUEUE_FULL", `expected at most ${MAX_QUEUED} signatures in the queue`),
        );
      }
      this.#queue.push({ digest, signature, resolve, reject });
      if (this.#scheduled) return;
      // One turn of the microtask queue gathers what the same tick brings.
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        this.#dispatch();
      });
    });
  }

  #dispatch(): void {
    const idle = this.#lanes.filter((lane) => lane.batch.length === 0);
    idle.forEach((lane, i) => {
      const share = Math.ceil(this.#queue.length / (idle.length - i));
      if (share > 0) this.#send(lane, Math.min(MAX_BATCH, Math.max(MIN_BATCH, share)));
    });
  }

  #send(lane: Lane, size: number): void {
    lane.batch = this.#queue.slice(0, size);
    this.#queue = this.#queue.slice(lane.batch.length);
    const requests = new Uint8Array(lane.batch.length * REQUEST_BYTES);
    lane.batch.forEach((job, i) => {
      requests.set(job.digest, i * REQUEST_BYTES);
      requests.set(job.signature, i * REQUEST_BYTES + DIGEST_BYTES);
    });
    lane.worker.ref();
    lane.worker.postMessage({ requests }, [requests.buffer]);
  }

  #settle(lane: Lane, answers: Uint8Array): void {
    const batch = lane.batch;
    lane.batch = [];
    lane.worker.unref();
    this.#dispatch();
    batch.forEach((job, i) => {
      const at = i * ANSWER_BYTES;
      const signer = answers[at] === 1 ? answers.slice(at + 1, at + 1 + ADDRESS_BYTES) : undefined;
      this.#cache.put(job.digest, job.signature, signer);
      job.resolve(signer);
    });
  }

  #fail(reason: Error): void {
    this.#closed ??= reason;
    const jobs = [...this.#queue, ...this.#lanes.flatMap((lane) => lane.batch)];
    this.#queue = [];
    for (const lane of this.#lanes) lane.batch = [];
    for (const job of jobs) job.reject(reason);
  }

  /** Rejects what is unanswered with `SIGNER_POOL_CLOSED` and ends the workers. */
  async close(): Promise<void> {
    this.#fail(new NovateError("SIGNER_POOL_CLOSED", "the signature pool is closed"));
    await Promise.all(this.#lanes.map((lane) => lane.worker.terminate()));
  }
}
