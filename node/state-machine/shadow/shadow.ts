/**
 * Re-runs the node's blocks on the machine in a thread of its own and compares the roots: a bug of a compiler, of V8 or of the
 * interpreter shows before an assertion stands on it.
 */
import { Worker } from "node:worker_threads";
import { toHex } from "../../primitives/bytes.ts";
import { errorMessage, NovateError } from "../../primitives/error.ts";
import { stateSegments } from "../dispute/block-image.ts";
import { addresses } from "../layout/generated.ts";
import type { CommittedBlock, StateMachine } from "../state-machine.ts";
import type { ShadowAnswer, ShadowRequest, StateBytes } from "./protocol.ts";
import { inSample } from "./sample.ts";

const { CHUNK_BYTES, STATE } = addresses;
/** Bytes of state in one message. */
const STATE_MESSAGE_BYTES = 2 ** 22;
/** Beyond these, blocks that were to be run are only followed until the thread has caught up. */
export const MAX_WAITING_RUNS = 64;
export const MAX_WAITING_RUN_BYTES = 2 ** 26;
/** Beyond this the thread is given up and another begins at the present state. */
export const MAX_WAITING_BYTES = 2 ** 28;

export interface ShadowOptions {
  /** Share of the blocks to run, above 0 and at most 1. */
  readonly rate: number;
  /** Bytes that may wait before the thread is given up; {@link MAX_WAITING_BYTES} unless a test says otherwise. */
  readonly maxWaitingBytes?: number;
}

export interface ShadowDependencies {
  readonly machine: Pick<StateMachine, "memory" | "touchedPages" | "onCommitted">;
  /** Called once, at the first difference, after which nothing is run any more; or when the thread died. */
  readonly onFault: (fault: NovateError) => void;
  /** For tests: what runs as the thread. */
  readonly worker?: URL;
}

/** Counters since the start. */
export interface ShadowStatus {
  /** Blocks run whose root was V8's. */
  readonly agreed: number;
  /** Blocks of the sample that were only followed, because the thread was behind. */
  readonly skipped: number;
  /** Times the thread was so far behind that it began anew at the present state. */
  readonly restarts: number;
  /** Messages the thread has not answered yet. */
  readonly waiting: number;
  /** Of the last block that was run. */
  readonly steps: number;
  readonly milliseconds: number;
  /** `SHADOW_MISMATCH` or `SHADOW_FAILED`, once it happened. */
  readonly fault: NovateError | undefined;
}

interface Waiting {
  readonly bytes: number;
  readonly run: boolean;
}

export class Shadow {
  readonly #rate: number;
  readonly #maxWaitingBytes: number;
  readonly #dependencies: ShadowDependencies;
  readonly #unsubscribe: () => void;
  #worker: Worker;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #waitingRuns = 0;
  #waitingRunBytes = 0;
  #idle: (() => void)[] = [];
  #status = { agreed: 0, skipped: 0, restarts: 0, steps: 0, milliseconds: 0 };
  #fault: NovateError | undefined;

  /** Copies the state as it is now and follows every block from here on. Throws `BAD_OPTION` for a rate outside (0, 1]. */
  constructor(options: ShadowOptions, dependencies: ShadowDependencies) {
    if (!(options.rate > 0 && options.rate <= 1))
      throw new NovateError(
        "BAD_OPTION",
        `expected a shadow rate above 0 and at most 1, got ${options.rate}`,
      );
    this.#rate = options.rate;
    this.#maxWaitingBytes = options.maxWaitingBytes ?? MAX_WAITING_BYTES;
    this.#dependencies = dependencies;
    this.#worker = this.#start();
    this.#unsubscribe = dependencies.machine.onCommitted((block) => this.#follow(block));
  }

  get status(): ShadowStatus {
    return { ...this.#status, waiting: this.#waiting.length, fault: this.#fault };
  }

  /** Resolves when every block so far was run or followed, or a fault ended it. */
  settled(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Ends the thread, whatever it is doing. */
  async close(): Promise<void> {
    this.#unsubscribe();
    this.#wakeIdle();
    await this.#worker.terminate();
  }

  #start(): Worker {
    const { worker: url = new URL("./worker.ts", import.meta.url) } = this.#dependencies;
    const worker = new Worker(url);
    worker.on("message", (answer: ShadowAnswer) => {
      if (worker === this.#worker) this.#answered(answer);
    });
    worker.on("error", (cause) => {
      if (worker !== this.#worker) return;
      this.#fail(
        new NovateError("SHADOW_FAILED", `the shadow's thread died: ${errorMessage(cause)}`, {}, { cause }),
      );
    });
    // A node that ends must not wait for it.
    worker.unref();
    this.#worker = worker;
    for (const request of stateMessages(this.#dependencies.machine)) this.#send(request);
    return worker;
  }

  #follow(block: CommittedBlock): void {
    if (this.#fault !== undefined) return;
    if (this.#waitingBytes > this.#maxWaitingBytes) {
      this.#restart();
      return;
    }
    const sampled = inSample(block.inputRoot, this.#rate);
    const behind = this.#waitingRuns >= MAX_WAITING_RUNS || this.#waitingRunBytes >= MAX_WAITING_RUN_BYTES;
    if (sampled && !behind) {
      const { number, applied, stateRoot } = block;
      this.#send({ kind: "run", number, block: block.bytes.slice(), applied, stateRoot });
      return;
    }
    if (sampled) this.#status.skipped++;
    if (block.applied) this.#send(chunksMessage(this.#dependencies.machine.memory, block.chunks));
  }

  /** Lets the thread go that will not catch up, and begins at the present state. */
  #restart(): void {
    this.#status.restarts++;
    const old = this.#worker;
    this.#waiting = [];
    this.#waitingBytes = this.#waitingRuns = this.#waitingRunBytes = 0;
    this.#worker = this.#start();
    old.terminate().catch(() => {});
  }

  #send(request: ShadowRequest): void {
    const buffers = buffersOf(request);
    const run = request.kind === "run";
    // The state to start from is what it is; only what follows it can be too much.
    const bytes = request.kind === "state" ? 0 : buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
    this.#waiting.push({ bytes, run });
    this.#waitingBytes += bytes;
    if (run) {
      this.#waitingRuns++;
      this.#waitingRunBytes += bytes;
    }
    this.#worker.postMessage(request, buffers);
  }

  #answered(answer: ShadowAnswer): void {
    const { bytes, run } = this.#waiting.shift()!;
    this.#waitingBytes -= bytes;
    if (run) {
      this.#waitingRuns--;
      this.#waitingRunBytes -= bytes;
    }
    if (answer.kind === "ran") this.#ran(answer);
    if (this.#waiting.length === 0) this.#wakeIdle();
  }

  #ran(answer: ShadowAnswer & { readonly kind: "ran" }): void {
    if (this.#fault !== undefined) return;
    const { number, agrees, steps, milliseconds } = answer;
    this.#status.steps = steps;
    this.#status.milliseconds = milliseconds;
    if (agrees) {
      this.#status.agreed++;
      return;
    }
    const { applied, exitCode } = answer;
    const stateRoot = toHex(answer.stateRoot);
    this.#fail(
      new NovateError(
        "SHADOW_MISMATCH",
        `expected the machine to agree with V8 on block ${number}, got ${stateRoot}`,
        {
          ...{ number: String(number), applied, exitCode, steps, stateRoot },
        },
      ),
    );
  }

  #fail(fault: NovateError): void {
    if (this.#fault !== undefined) return;
    this.#fault = fault;
    this.#unsubscribe();
    this.#wakeIdle();
    this.#dependencies.onFault(fault);
  }

  #wakeIdle(): void {
    for (const wake of this.#idle.splice(0)) wake();
  }
}

/** The state as it is now, copied into messages of a few MiB. */
function* stateMessages(machine: Pick<StateMachine, "memory" | "touchedPages">): Generator<ShadowRequest> {
  let segments: StateBytes[] = [];
  let size = 0;
  for (const { address, bytes } of stateSegments(machine)) {
    for (let at = 0; at < bytes.length; at += STATE_MESSAGE_BYTES) {
      const part = bytes.slice(at, at + STATE_MESSAGE_BYTES);
      segments.push({ address: address + at, bytes: part });
      size += part.length;
      if (size < STATE_MESSAGE_BYTES) continue;
      yield { kind: "state", segments, last: false };
      segments = [];
      size = 0;
    }
  }
  yield { kind: "state", segments, last: true };
}

function chunksMessage(memory: ArrayBuffer, chunks: Uint32Array): ShadowRequest {
  const state = new Uint8Array(memory, STATE);
  const bytes = new Uint8Array(chunks.length * CHUNK_BYTES);
  for (let i = 0; i < chunks.length; i++) {
    const at = chunks[i]! * CHUNK_BYTES;
    bytes.set(state.subarray(at, at + CHUNK_BYTES), i * CHUNK_BYTES);
  }
  return { kind: "chunks", chunks: chunks.slice(), bytes };
}

function buffersOf(request: ShadowRequest): ArrayBuffer[] {
  if (request.kind === "run") return [request.block.buffer];
  if (request.kind === "chunks") return [request.chunks.buffer, request.bytes.buffer];
  return request.segments.map(({ bytes }) => bytes.buffer);
}
