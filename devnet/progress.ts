import { createLiveLine, isTerminal, type LineStream } from "./live-line.ts";

/** One line per step, with a moving mark on a terminal while the step runs. */
export interface Progress {
  /** Runs `work` as a step; `describe` turns its value into the words behind the title. Rethrows what `work` throws. */
  step<T>(
    title: string,
    work: (say: (detail: string) => void) => Promise<T>,
    describe: (value: T) => string,
  ): Promise<T>;
  note(text: string): void;
  /** Nobody waits for a running step any more: how it ends is not told. */
  abandon(): void;
}

const FRAMES = ["|", "/", "-", "\\"];
const FRAME_MS = 120;

export interface ProgressOptions {
  readonly write: (text: string) => void;
  /** A terminal that understands carriage return and erase-line. */
  readonly interactive: boolean;
  readonly total: number;
}

/** A progress display that writes through `options.write` only. */
export function createProgress({ write, interactive, total }: ProgressOptions): Progress {
  const stream: LineStream = {
    ...{ write, isTTY: interactive },
    get columns() {
      return process.stdout.columns ?? process.stderr.columns ?? 0;
    },
  };
  const line = createLiveLine(stream);
  let count = 0;
  let isAbandoned = false;
  return {
    abandon: () => {
      line.clear();
      isAbandoned = true;
    },
    note: line.print,
    async step(title, work, describe) {
      count += 1;
      const label = `[${String(count).padStart(2)}/${total}] ${title}`;
      const started = Date.now();
      let detail = "";
      let frame = 0;
      const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
      const draw = () => {
        if (isAbandoned) return;
        frame += 1;
        line.show(`${FRAMES[frame % FRAMES.length]} ${label} ${detail}`, ` ${seconds()}`);
      };
      const end = (text: string) => void (isAbandoned || line.print(text));
      const timer = isTerminal(stream) ? setInterval(draw, FRAME_MS) : undefined;
      try {
        const value = await work((text) => {
          detail = text;
        });
        end(`+ ${label}: ${describe(value)} (${seconds()})`);
        return value;
      } catch (error) {
        end(`x ${label}: failed after ${seconds()}`);
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
}
