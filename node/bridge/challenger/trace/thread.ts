/** The tracing thread, seen from the node: requests in order, one at a time. */
import { Worker } from "node:worker_threads";
import { NovateError } from "../../../primitives/error.ts";
import type { TraceAnswers, TraceReply, TraceRequest, TraceSetup } from "./protocol.ts";

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Requests that may wait; the challenger sends one at a time, so more is a mistake. */
const MAX_WAITING = 64;

export class TraceThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: Error | undefined;

  constructor(setup: TraceSetup) {
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: setup });
    this.#worker.on("message", (reply: TraceReply) => {
      const request = this.#waiting.shift();
      if (reply.ok) request?.resolve(reply.value as never);
      else request?.reject(new NovateError(reply.code, reply.message));
    });
    this.#worker.on("error", (cause) =>
      this.#fail(new NovateError("TRACE_THREAD", "the tracing thread died", {}, { cause })),
    );
    this.#worker.on("exit", () => this.#fail(new NovateError("TRACE_THREAD", "the tracing thread ended")));
    this.#worker.unref();
  }

  /** Throws what the thread met (`TRACE_ORDER`, `SNAPSHOT_CORRUPT`, ...), `TRACE_THREAD` once it is gone, `TRACE_BUSY`. */
  ask<R extends TraceRequest>(request: R): Promise<TraceAnswers[R["kind"]]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(
        new NovateError("TRACE_BUSY", `expected at most ${MAX_WAITING} requests at a time`),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve: resolve as (value: never) => void, reject });
      this.#worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
