/** Somebody else's engine, run in a thread of its own: one that never ends a block costs its time limit, and nothing else. */
import { Worker } from "node:worker_threads";
import { NovateError } from "../../node/primitives/error.ts";
import type { Lie } from "./lie.ts";
import type { ToldChainData } from "./told-chain.ts";

/** What the thread is to do: try the engine, or tell its story of some blocks. */
export interface EngineJob {
  readonly path: string;
  readonly story?: { readonly chain: ToldChainData; readonly first: bigint; readonly last: bigint };
}

export type EngineNews =
  /** The engine has the thread from now on, until it `rests`. */
  | { readonly kind: "runs" }
  | { readonly kind: "rests" }
  | { readonly kind: "done"; readonly lie?: Lie }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

export interface EngineLimits {
  /** Longest time in which the engine may start, or run one block, ms. The rules take a few. */
  readonly blockMs: number;
  readonly signal?: AbortSignal;
}

/** A thousand times what a block takes. */
export const BLOCK_LIMIT_MS = 20_000;

/**
 * Does the job in a new thread, which ends with it. Returns the lie, undefined where the engine agrees with the truth or was only
 * tried. Throws `ADVERSARY_ENGINE` for a file that is no engine, `ADVERSARY_ENGINE_TIME` for one that does not come back in time,
 * what the engine throws, and the signal's reason.
 */
export async function runForeign(
  job: EngineJob,
  { blockMs, signal }: EngineLimits,
): Promise<Lie | undefined> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: job });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const late = () => {
        const message = `expected the engine to start, and to end each block, within ${blockMs} ms; it is still running`;
        reject(new NovateError("ADVERSARY_ENGINE_TIME", message, { path: job.path }));
      };
      worker.on("message", (news: EngineNews) => {
        clearTimeout(timer);
        if (news.kind === "runs") timer = setTimeout(late, blockMs);
        else if (news.kind === "done") resolve(news.lie);
        else if (news.kind === "failed") reject(new NovateError(news.code, news.message, { path: job.path }));
      });
      const died = (got: string, cause?: unknown) =>
        reject(
          new NovateError(
            "ADVERSARY_ENGINE",
            `expected the engine's thread to answer, ${got}`,
            {},
            { cause },
          ),
        );
      worker.on("error", (cause) => died("it died", cause));
      worker.on("exit", () => died("it ended"));
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
