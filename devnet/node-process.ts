import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NovateError } from "../node/primitives/error.ts";
import type { DevnetFolder } from "./folder.ts";
import { type Child, requireFreePort, startChild } from "./process.ts";

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

export interface NodeProcessOptions {
  readonly folder: DevnetFolder;
  readonly l1Url: string;
  readonly port: number;
  /** Flags beside or instead of the devnet's own. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Ends the start. */
  readonly signal?: AbortSignal;
}

/** The devnet's node: a process of its own, started exactly as an operator would start it. */
export interface NodeProcess {
  readonly url: string;
  readonly child: Child;
}

/** What to do about a program on the node's port. */
export const NODE_PORT_REMEDY = "stop it or choose --port N";

/** Bots and tests share one address here: the public limits would stop them within seconds. */
const DEVNET_RATE_WEIGHT = 100_000_000;
const DEVNET_CONNECTIONS = 1_000;

/** Starts the sequencer and waits until it is ready. Throws `PORT_IN_USE` or `NODE_NOT_READY` with the end of its log. */
export async function startNodeProcess(options: NodeProcessOptions): Promise<NodeProcess> {
  const { folder, l1Url, port } = options;
  await requireFreePort(port, "the node", NODE_PORT_REMEDY);
  const novate = join(fileURLToPath(new URL("..", import.meta.url)), "bin", "novate");
  const flags: Record<string, string> = {
    data: folder.nodeData,
    genesis: folder.genesis,
    l1: l1Url,
    da: `local:${join(folder.da, "blobs")}`,
    port: String(port),
    confirmations: "1",
    "sequencer-key": "sequencer",
    "proposer-key": "proposer",
    keys: folder.keys,
    "password-file": folder.password,
    // Funding counts a slot only without gaps: blocks close at a steady pace, empty or not.
    "idle-interval": "100",
    "batch-interval": "2000",
    "assert-interval": "4",
    workers: "1",
    // Every block again on the machine: a compiler's bug would show here first.
    shadow: "1",
    "rate-weight": String(DEVNET_RATE_WEIGHT),
    connections: String(DEVNET_CONNECTIONS),
    "snapshot-interval": "2000",
    "log-level": "warn",
    ...options.flags,
  };
  const child = startChild(novate, [
    "node",
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
  ]);
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(url, child, options.signal);
  return { url, child };
}

async function waitUntilReady(url: string, child: Child, signal?: AbortSignal): Promise<void> {
  let exit: number | null | undefined;
  void child.ended.then((code) => {
    exit = code;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && exit === undefined && signal?.aborted !== true) {
    const ready = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await child.stop();
  signal?.throwIfAborted();
  const state = exit === undefined ? `no answer within ${START_TIMEOUT_MS / 1000} s` : `exit code ${exit}`;
  throw new NovateError(
    "NODE_NOT_READY",
    `expected the node to become ready, got ${state}: ${child.tail().trim().slice(-1_500)}`,
  );
}
