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
export function createProgress(options: ProgressOptions): Progress {
  let count = 0;
  let isAbandoned = false;
  const { interactive, total } = options;
  const write = (text: string) => void (isAbandoned || options.write(text));
  return {
    abandon: () => {
      if (interactive) write("\r\x1b[2K");
      isAbandoned = true;
    },
    note: (text) => options.write(`${interactive ? "\r\x1b[2K" : ""}${text}\n`),
    async step(title, work, describe) {
      count += 1;
      const label = `[${String(count).padStart(2)}/${total}] ${title}`;
      const started = Date.now();
      let detail = "";
      let frame = 0;
      const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
      const draw = () => {
        frame += 1;
        write(`\r\x1b[2K${FRAMES[frame % FRAMES.length]} ${label} ${detail} ${seconds()} s`);
      };
      const timer = interactive ? setInterval(draw, FRAME_MS) : undefined;
      try {
        const value = await work((text) => {
          detail = text;
        });
        write(`${interactive ? "\r\x1b[2K" : ""}+ ${label}: ${describe(value)} (${seconds()} s)\n`);
        return value;
      } catch (error) {
        write(`${interactive ? "\r\x1b[2K" : ""}x ${label}: failed after ${seconds()} s\n`);
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
}
