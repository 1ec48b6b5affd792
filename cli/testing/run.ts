/** Runs the command line as its users do: `bin/novate` in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const BINARY = join(import.meta.dirname, "../../bin/novate");

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of stdout as JSON. Throws when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at what came, whatever it is.
  json(): any;
}

export interface Running {
  readonly child: ChildProcess;
  /** What stdout has said so far. */
  stdout(): string;
  readonly ended: Promise<Ran>;
}

/**
 * Starts `novate ...args` without a terminal and without the caller's own NOVATE_ settings. Each costs a second of processor
 * time: start few, one after the other.
 */
export function start(args: readonly string[]): Running {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("NOVATE_"));
  const child = spawn(BINARY, args, {
    env: Object.fromEntries(inherited),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("exit", killAtExit);
      const json = () => JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
      resolve({ code, stdout, stderr, json });
    });
  });
  return { child, stdout: () => stdout, ended };
}

/** Runs `novate ...args` to its end. */
export function run(...args: readonly string[]): Promise<Ran> {
  return start(args).ended;
}
