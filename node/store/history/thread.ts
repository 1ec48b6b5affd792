/** The history as the node sees it: reads and blocks go to its thread, progress comes back. */
import { Worker } from "node:worker_threads";
import { NovateError } from "../../primitives/error.ts";
import type { SealedBlock } from "../../sequencer/port.ts";
import type { BlockStore } from "../port.ts";
import type { CandleChange } from "./candles.ts";
import { Progress } from "./progress.ts";
import {
  type FromThread,
  QUERIES,
  type Query,
  type ThreadData,
  type ThreadError,
  type ToThread,
} from "./protocol.ts";
import type { HistoryQueries } from "./queries.ts";

/** Blocks that may be on their way to the thread; what comes later it reads from the store by itself. */
const MAX_BLOCKS_AHEAD = 64n;

export interface HistoryThreadOptions {
  /** Folder of the history's own database. */
  readonly path: string;
  /** The chain's EIP-712 domain separator: what hashes of transactions start from. */
  readonly domainSeparator: Uint8Array;
  /** Called once if indexing stops; the node goes on without newer history. */
  readonly onError: (error: unknown) => void;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: NovateError) => void;
}

export interface HistoryThread extends Pick<HistoryQueries, Query> {
  /** Last block that queries see, -1 while there is none. */
  readonly indexed: bigint;
  /** Listener for `Chain.onBlock`: takes note and returns at once. */
  readonly onBlock: (sealed: SealedBlock) => void;
  /** Called with the bars that changed, after each block that traded. Returns the unsubscribe function. */
  onCandles(listener: (candles: readonly CandleChange[]) => void): () => void;
  /** Called with the number of each block in which funding accrued, once `funding` has its entries. Returns the unsubscribe function. */
  onFunding(listener: (number: bigint) => void): () => void;
  /** Resolves once block `number` is indexed; throws `HISTORY_BEHIND` after `timeoutMs`. */
  reached(number: bigint, timeoutMs: number): Promise<void>;
  /** Finishes the block under way and closes the database. */
  close(): Promise<void>;
}

function toError({ code, message, data }: ThreadError): NovateError {
  return new NovateError(code, message, { ...data });
}

/** Opens the history in a thread of its own; rejects as opening its database does. */
export async function openHistoryThread(
  options: HistoryThreadOptions,
  dependencies: { readonly blocks: Pick<BlockStore, "get" | "head"> },
): Promise<HistoryThread> {
  const { blocks } = dependencies;
  const workerData: ThreadData = {
    path: options.path,
    domainSeparator: options.domainSeparator,
    head: blocks.head,
  };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData });
  const progress = new Progress();
  const pending = new Map<number, Pending>();
  const say = (message: ToThread) => worker.postMessage(message);
  let asked = 0;
  let sent = blocks.head?.number ?? -1n;
  let down: NovateError | undefined;
  let opened: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  let closed: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    closed = resolve;
  });

  function stop(error: NovateError): void {
    if (opened !== undefined) opened.reject(error);
    else options.onError(error);
  }

  function fail(error: NovateError): void {
    down ??= error;
    for (const { reject } of pending.values()) reject(down);
    pending.clear();
    closed();
  }

  worker.on("message", (message: FromThread) => {
    switch (message.type) {
      case "ready":
        progress.start(message.indexed);
        opened?.resolve();
        return;
      case "indexed":
        progress.advance(message);
        return;
      case "get":
        blocks.get(message.number).then(
          (block) => say({ type: "stored", id: message.id, block }),
          (error) => stop(new NovateError("HISTORY_STOPPED", `expected a readable block, got: ${error}`)),
        );
        return;
      case "answer":
        pending.get(message.id)?.resolve(message.value);
        pending.delete(message.id);
        return;
      case "refused":
        pending.get(message.id)?.reject(toError(message.error));
        pending.delete(message.id);
        return;
      case "stopped":
        stop(toError(message.error));
        return;
      case "closed":
        closed();
        return;
    }
  });
  worker.on("error", (error) => {
    const failure = new NovateError(
      "HISTORY_STOPPED",
      "expected a running history thread, it died",
      {},
      { cause: error },
    );
    stop(failure);
    fail(failure);
  });
  worker.on("exit", () => fail(new NovateError("HISTORY_STOPPED", "expected a running history thread")));

  function ask(query: Query, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (down !== undefined) return reject(down);
      const id = asked++;
      pending.set(id, { resolve, reject });
      say({ type: "query", id, query, args });
    });
  }

  function take({ block, digests }: SealedBlock): void {
    if (down !== undefined) return;
    // Far ahead the block itself stays here: the next one tells the thread how far to read.
    if (block.number - progress.indexed > MAX_BLOCKS_AHEAD && block.number - sent < MAX_BLOCKS_AHEAD) return;
    sent = block.number;
    say({ type: "block", block, ...(digests && { digests }) });
  }

  const queries = Object.fromEntries(
    QUERIES.map((query) => [query, (...args: readonly unknown[]) => ask(query, args)]),
  ) as unknown as Pick<HistoryQueries, Query>;

  try {
    await new Promise<void>((resolve, reject) => {
      opened = { resolve, reject };
    });
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  opened = undefined;
  return {
    ...queries,
    get indexed() {
      return progress.indexed;
    },
    onBlock: take,
    onCandles: (listener) => progress.onCandles(listener),
    onFunding: (listener) => progress.onFunding(listener),
    reached: (number, timeoutMs) => progress.reached(number, timeoutMs),
    async close() {
      if (down === undefined) say({ type: "close" });
      await ended;
      await worker.terminate();
    },
  };
}
