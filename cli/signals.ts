import type { RunningNode } from "../node/index.ts";

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
export function untilStopped(): Promise<"stopped"> {
  return new Promise((resolve) => {
    const stop = () => {
      process.once("SIGINT", () => process.exit(INTERRUPTED));
      process.once("SIGTERM", () => process.exit(TERMINATED));
      resolve("stopped");
    };
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
  });
}

const INTERRUPTED = 130;
const TERMINATED = 143;
/** Whatever a start is in the middle of, a kill there loses nothing: after this long it is not waited for, ms. */
const START_GRACE_MS = 10_000;

export interface Stoppable {
  /** A node, unless a signal came first: then undefined, once what was opened is closed. Throws what starting throws. */
  start(begin: (stopping: AbortSignal) => Promise<RunningNode>): Promise<RunningNode | undefined>;
  readonly stopped: Promise<"stopped">;
}

/**
 * Listens for Ctrl-C and SIGTERM from now on, so that both also end a node that still starts: as the first process of a container it
 * would not even be ended by the system.
 */
export function stoppable(): Stoppable {
  const stopping = new AbortController();
  const stopped = untilStopped();
  return {
    stopped,
    async start(begin) {
      let isRunning = false;
      void stopped.then(() => {
        stopping.abort();
        if (!isRunning) setTimeout(() => process.exit(TERMINATED), START_GRACE_MS).unref();
      });
      try {
        const node = await begin(stopping.signal);
        isRunning = true;
        return node;
      } catch (error) {
        if (stopping.signal.aborted) return undefined;
        throw error;
      }
    },
  };
}
