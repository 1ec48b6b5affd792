/** The Python that has Hyperliquid's client and ccxt (`python/requirements.txt`), where a machine has one. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Made by scripts/python.sh; another one is named by NOVATE_PYTHON. */
const CACHED = fileURLToPath(new URL("../../../../cache/python/bin/python", import.meta.url));
const python = process.env.NOVATE_PYTHON ?? CACHED;
const script = (name: string) => fileURLToPath(new URL(`../python/${name}`, import.meta.url));

export const hasPython = existsSync(python);
export const NO_PYTHON = `NOT RUN: expected ${python}; bash scripts/python.sh makes it`;

export type Call = readonly [method: string, ...parameters: unknown[]];

export interface Answered {
  readonly value?: unknown;
  readonly error?: { readonly type: string; readonly code: unknown; readonly text: string };
}

export interface Calls {
  /** Public methods of the client. */
  readonly methods: readonly string[];
  /** ccxt's names of what the venue offers. */
  readonly features: readonly string[];
  readonly answers: readonly Answered[];
}

function start(args: readonly string[]): ChildProcess {
  return spawn(python, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, NO_PROXY: "*" } });
}

/** Makes `calls` with a client, one after the other. Throws what Python wrote when it failed as a whole. */
export function callPython(
  client: "hyperliquid" | "ccxt",
  url: string,
  calls: readonly Call[],
): Promise<Calls> {
  const child = start([script("calls.py"), client, url]);
  child.stdin!.end(JSON.stringify(calls.map(([method, ...parameters]) => [method, parameters])));
  let out = "";
  let error = "";
  child.stdout!.on("data", (data) => (out += data));
  child.stderr!.on("data", (data) => (error += data));
  return new Promise((resolve, reject) => {
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(out) as Calls);
      else reject(new Error(error));
    });
  });
}

export interface PythonFeeds {
  /** All messages so far, in order. */
  readonly heard: { readonly channel: string; readonly data: unknown }[];
  /** What the client complained of. */
  readonly complaints: string[];
  stop(): Promise<void>;
}

/** Subscribes with the Python client's websocket manager. */
export function pythonFeeds(url: string, subscriptions: readonly object[]): PythonFeeds {
  const child = start([script("feeds.py"), url]);
  const heard: PythonFeeds["heard"] = [];
  const complaints: string[] = [];
  createInterface({ input: child.stdout! }).on("line", (line) => {
    // Besides the messages it is given, the manager prints those it cannot place.
    if (line.startsWith("{")) heard.push(JSON.parse(line));
    else complaints.push(line);
  });
  createInterface({ input: child.stderr! }).on("line", (line) => complaints.push(line));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  child.stdin!.write(`${JSON.stringify(subscriptions)}\n`);
  return {
    heard,
    complaints,
    stop() {
      child.stdin!.end();
      return ended;
    },
  };
}
