import { type ChildProcess, spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { NovateError } from "../node/primitives/error.ts";

/** Bytes of a child's last output kept for its error message. */
const TAIL_BYTES = 4_096;
/** How long a child may take to end after the polite signal before it is killed. */
const STOP_TIMEOUT_MS = 10_000;

/** A child process that this program started and will end. */
export interface Child {
  readonly pid: number;
  /** The last output, for error messages. */
  tail(): string;
  /** Resolves with the exit code when the child has ended, whoever ended it. */
  readonly ended: Promise<number | null>;
  /** Sends SIGTERM, then SIGKILL after ten seconds; resolves when the child is gone. Safe to call twice. */
  stop(): Promise<void>;
}

/** Children that run: a program that ends without having stopped them takes them along. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGTERM");
});

/**
 * Starts `command` with its output piped. The child gets its own process group, so that a Ctrl-C in the terminal
 * reaches this program alone, which then ends its children in the right order. Whoever is left when this program exits gets SIGTERM.
 */
export function startChild(command: string, args: readonly string[], onLine?: (line: string) => void): Child {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
  running.add(child);
  let tail = "";
  let partial = "";
  const keep = (chunk: Buffer) => {
    const text = chunk.toString("utf8");
    tail = (tail + text).slice(-TAIL_BYTES);
    if (onLine === undefined) return;
    const lines = (partial + text).split("\n");
    partial = (lines.pop() ?? "").slice(-TAIL_BYTES);
    for (const line of lines) onLine(line);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const ended = new Promise<number | null>((resolve) => {
    const gone = (code: number | null) => {
      running.delete(child);
      resolve(code);
    };
    child.once("error", (error) => {
      tail += String(error);
      gone(null);
    });
    child.once("exit", gone);
  });
  return { pid: child.pid ?? -1, tail: () => tail, ended, stop: () => stopChild(child, ended) };
}

async function stopChild(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

/** True when something accepts TCP connections on `host:port`. */
export function isListening(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once("connect", () => done(true));
    socket.once("error", () => done(false));
  });
}

/** A port of loopback that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Throws `PORT_IN_USE` with a word on what to do when something already listens on the port. */
export async function requireFreePort(port: number, what: string, remedy: string): Promise<void> {
  if (port === 0 || !(await isListening(port))) return;
  const message = `expected port ${port} to be free for ${what}, but something listens there; ${remedy}`;
  throw new NovateError("PORT_IN_USE", message, { port });
}
