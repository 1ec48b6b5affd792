/** Commands that go on until somebody stops them. */

export interface Watch {
  /** Ends the watch, with an error or without. */
  stop(error?: unknown): void;
}

/**
 * Runs `start` and waits for Ctrl-C, SIGTERM, a closed pipe on stdout, or `stop`; then runs what `start` returned. To be
 * stopped is how a watch ends, so it is no failure.
 */
export async function watchUntilStopped(start: (watch: Watch) => () => void): Promise<void> {
  let release = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      const stop = (error?: unknown) => (error === undefined ? resolve() : reject(error));
      const onSignal = () => stop();
      const onPipe = (error: NodeJS.ErrnoException) => stop(error.code === "EPIPE" ? undefined : error);
      process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
      process.stdout.on("error", onPipe);
      const end = start({ stop });
      release = () => {
        process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
        end();
      };
    });
  } finally {
    release();
  }
}

/** Puts `text` on a cleared screen of a terminal, or below what was printed before. */
export function redraw(text: string): void {
  process.stdout.write(process.stdout.isTTY ? `\x1b[H\x1b[2J${text}\n` : `${text}\n\n`);
}
