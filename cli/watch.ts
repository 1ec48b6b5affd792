/** Commands that go on until somebody stops them. */
import { openScreen, type Screen } from "./screen.ts";

export interface Watch extends Pick<Screen, "paint"> {
  /** Ends the watch, with an error or without. */
  stop(error?: unknown): void;
}

/**
 * Runs `start` and waits for Ctrl-C, SIGTERM, a closed pipe on stdout, or `stop`; then runs what `start` returned. To be
 * stopped is how a watch ends, so it is no failure.
 */
export async function watchUntilStopped(start: (watch: Watch) => () => void): Promise<void> {
  let release = () => {};
  const screen = openScreen();
  try {
    await new Promise<void>((resolve, reject) => {
      const stop = (error?: unknown) => (error === undefined ? resolve() : reject(error));
      const onSignal = () => stop();
      const onPipe = (error: NodeJS.ErrnoException) => stop(error.code === "EPIPE" ? undefined : error);
      process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
      process.stdout.on("error", onPipe);
      const end = start({ stop, paint: screen.paint });
      release = () => {
        process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
        end();
      };
    });
  } finally {
    release();
    screen.close();
  }
}
