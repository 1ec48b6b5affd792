/** Traces blocks of this node's chain: brings a machine to the state before the block, then runs the block on it. */
import { equalBytes } from "../../../primitives/bytes.ts";
import { errorCode, NovateError } from "../../../primitives/error.ts";
import { type DisputeLevels, History, type Tampering } from "../../../state-machine/dispute/index.ts";
import type { Image } from "../../../state-machine/machine/image.ts";
import type { BlockStore, StoredBlock } from "../../../store/port.ts";
import type { BlockHistory } from "../history-source.ts";
import type { TraceAnswers, TraceRequest } from "./protocol.ts";
import { TraceThread } from "./thread.ts";

/** Blocks sent to the thread at once end with the one that reaches so many bytes. */
const BATCH_BYTES = 8 * 1024 * 1024;
const BATCH_BLOCKS = 256;
const ROOT_BYTES = 32;
/** Stretches kept: 8 MiB each at full height. One dispute needs one. */
const KEPT_STRETCHES = 4;
/** The state before genesis. */
const NOTHING = -1n;

/** Snapshots as files, newest first. */
export interface SnapshotFiles {
  heights(): Promise<readonly bigint[]>;
  path(height: bigint): string;
}

export interface TracerDependencies {
  readonly program: Image;
  readonly store: Pick<BlockStore, "get" | "range">;
  readonly snapshots: SnapshotFiles;
}

export class Tracer {
  readonly #levels: DisputeLevels;
  readonly #dependencies: TracerDependencies;
  #thread: TraceThread | undefined;
  /** The block after which the thread's state stands; undefined before the first reset. */
  #at: bigint | undefined;
  #opened: { readonly number: bigint; readonly tampering: Tampering | undefined } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(levels: DisputeLevels, dependencies: TracerDependencies) {
    this.#levels = levels;
    this.#dependencies = dependencies;
  }

  /**
   * Runs block `number`, whose input L1 knows as `input`, on the state before it. Blocks are replayed from the newest snapshot at
   * or below; the thread starts with the first call. Throws `REPLAY_MISMATCH`, `TRACE_THREAD`, what a machine throws.
   */
  open(number: bigint, input: Uint8Array, tampering?: Tampering): Promise<BlockHistory> {
    return this.#exclusive(async () => {
      const { startHash, before, leaves, end } = await this.#open(number, input, tampering);
      const tail = leaves.slice(-ROOT_BYTES);
      const stretches = new Map<number, History>();
      /** The thread holds one block: another one may have been opened since. */
      const again = async () => {
        const { number: held, tampering: lie } = this.#opened ?? {};
        if (held !== number || lie !== tampering) await this.#open(number, input, tampering);
      };
      return {
        startHash,
        before,
        end,
        history: new History(leaves, this.#levels.blockHeight, tail),
        stretch: (index) =>
          this.#exclusive(async () => {
            const kept = stretches.get(index);
            if (kept !== undefined) return kept;
            await again();
            const inner = await this.#ask({ kind: "stretch", index });
            const history = new History(inner, this.#levels.stretchHeight, inner.slice(-ROOT_BYTES));
            if (stretches.size >= KEPT_STRETCHES) stretches.delete(stretches.keys().next().value!);
            stretches.set(index, history);
            return history;
          }),
        prove: (step) =>
          this.#exclusive(async () => {
            await again();
            return this.#ask({ kind: "prove", step });
          }),
      } satisfies BlockHistory;
    });
  }

  async close(): Promise<void> {
    await this.#thread?.close();
  }

  async #open(number: bigint, input: Uint8Array, tampering: Tampering | undefined) {
    await this.#goTo(number - 1n);
    this.#opened = undefined;
    const opened = await this.#ask({
      kind: "open",
      input,
      ...(tampering === undefined ? {} : { tampering }),
    });
    this.#opened = { number, tampering };
    return opened;
  }

  /** Brings the thread's state to the one after block `target`; void blocks left it as it was. */
  async #goTo(target: bigint): Promise<void> {
    if (this.#at === undefined || this.#at > target) await this.#reset(target);
    let from = this.#at! + 1n;
    if (from > target) return;
    let batch: StoredBlock[] = [];
    let bytes = 0;
    const flush = async () => {
      await this.#apply(batch);
      from = (batch.at(-1)?.number ?? from - 1n) + 1n;
      batch = [];
      bytes = 0;
    };
    for await (const block of this.#dependencies.store.range(from, target)) {
      batch.push(block);
      bytes += block.bytes.length + block.receipts.length;
      if (bytes >= BATCH_BYTES || batch.length >= BATCH_BLOCKS) await flush();
    }
    await flush();
    this.#at = target;
  }

  async #reset(target: bigint): Promise<void> {
    const { snapshots, store } = this.#dependencies;
    this.#opened = undefined;
    for (const height of await snapshots.heights()) {
      if (height > target) continue;
      this.#at = undefined;
      const root = await this.#ask({ kind: "reset", snapshot: snapshots.path(height) }).catch(
        () => undefined,
      );
      const block = await store.get(height);
      if (root === undefined || block === undefined || !equalBytes(root, block.stateRoot)) continue;
      this.#at = height;
      return;
    }
    await this.#ask({ kind: "reset" });
    this.#at = NOTHING;
  }

  async #apply(blocks: readonly StoredBlock[]): Promise<void> {
    if (blocks.length === 0) return;
    const counted = blocks.filter(({ isVoid }) => isVoid !== true);
    const sent = counted.map(({ bytes, receipts }) => ({ bytes, receipts }));
    this.#at = undefined;
    const roots = await this.#ask({ kind: "apply", blocks: sent });
    counted.forEach(({ number, stateRoot }, i) => {
      if (equalBytes(roots.subarray(i * ROOT_BYTES, (i + 1) * ROOT_BYTES), stateRoot)) return;
      throw new NovateError("REPLAY_MISMATCH", `block ${number} gives another root than when it was stored`, {
        block: number,
      });
    });
    this.#at = blocks.at(-1)!.number;
  }

  async #ask<R extends TraceRequest>(request: R): Promise<TraceAnswers[R["kind"]]> {
    this.#thread ??= new TraceThread({ levels: this.#levels, program: this.#dependencies.program });
    try {
      return await this.#thread.ask(request);
    } catch (error) {
      if (errorCode(error) === "TRACE_THREAD") {
        // A new thread next time, from a snapshot on.
        this.#thread = undefined;
        this.#at = undefined;
        this.#opened = undefined;
      }
      throw error;
    }
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}
