/** A real terminal of a given size, as a person has it: tmux, whose screen and history can be read. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
let count = 0;

export interface Terminal {
  /** The lines on the screen now, without blanks at their ends. */
  screen(): Promise<readonly string[]>;
  /** Every line that was scrolled out of it, and the screen. */
  history(): Promise<readonly string[]>;
  press(key: string): Promise<void>;
  close(): Promise<void>;
}

/** Runs `command` (words, no shell) in a terminal of `columns` by `rows`; `folder` is where it runs and its socket lies. */
export async function openTerminal(
  folder: string,
  command: readonly string[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Promise<Terminal> {
  count += 1;
  const socket = join(folder, `tmux-${process.pid}-${count}`);
  const tmux = async (...args: string[]) =>
    (await run("tmux", ["-S", socket, "-f", "/dev/null", ...args])).stdout;
  const inherited = Object.keys(process.env).filter((name) => name.startsWith("NOVATE_") || name === "TMUX");
  const size = ["-x", String(columns), "-y", String(rows)];
  const env = ["env", ...inherited.flatMap((name) => ["-u", name])];
  await tmux(
    "new-session",
    "-d",
    ...size,
    "-c",
    folder,
    "--",
    ...env,
    ...command,
    ";",
    "set-option",
    "-g",
    "remain-on-exit",
    "on",
  );
  const capture = async (...args: string[]) =>
    (await tmux("capture-pane", "-p", ...args)).split("\n").map((line) => line.trimEnd());
  return {
    screen: () => capture(),
    history: () => capture("-S", "-"),
    press: async (key) => void (await tmux("send-keys", key)),
    close: async () => void (await tmux("kill-server").catch(() => "")),
  };
}
