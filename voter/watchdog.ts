/** Ends a process whose main thread is stuck: a thread of its own looks whether votes still count. */
import { Worker } from "node:worker_threads";

export interface Watchdog {
  /** A vote counted. */
  feed(): void;
  /** Milliseconds since the last one that counted, or since the start. */
  silence(): number;
  stop(): Promise<void>;
}

/** What the main thread has, after its own bound, to end by itself and say why. */
const GRACE_MS = 5_000;
const NS_PER_MS = 1_000_000n;

/** The process is killed `GRACE_MS` after `maxSilenceMs` without food: a stuck one can't be asked to end. */
export function startWatchdog(maxSilenceMs: number, graceMs = GRACE_MS): Watchdog {
  const fed = new BigInt64Array(new SharedArrayBuffer(8));
  const feed = () => void Atomics.store(fed, 0, process.hrtime.bigint());
  feed();
  const worker = new Worker(new URL("./watchdog-worker.ts", import.meta.url), {
    workerData: { fed, limitMs: maxSilenceMs + graceMs },
  });
  worker.unref();
  return {
    feed,
    silence: () => Number((process.hrtime.bigint() - Atomics.load(fed, 0)) / NS_PER_MS),
    async stop() {
      await worker.terminate();
    },
  };
}
