import { existsSync } from "node:fs";
import { createPublicClient, createTestClient, http } from "viem";
import { anvilBinary } from "../contracts/anvil-binary.ts";
import { NovateError } from "../node/primitives/error.ts";
import { type Child, requireFreePort, startChild } from "./process.ts";

/** Chain id of the development L1 (anvil's and hardhat's default). */
export const DEVNET_L1_CHAIN_ID = 31_337;
/** The development mnemonic every Ethereum tool knows; its keys hold test money only. */
export const DEVNET_MNEMONIC = "test test test test test test test test test test test junk";
/** What to do about an L1 that runs on the port. */
export const L1_PORT_REMEDY = "stop it, choose --l1-port N, or use it with --l1 URL";
const START_TIMEOUT_MS = 30_000;
/** Blocks back from its head at which this L1 answers calls, and to which it can be rolled back. */
const KEPT_STATES = 64;

export interface L1Process {
  readonly url: string;
  stop(): Promise<void>;
  /** Resolves when L1 ends by itself; never for an L1 we did not start. */
  readonly ended: Promise<number | null>;
}

/**
 * Starts anvil on loopback, a block every `blockTimeSeconds` while this process runs, its state kept in `stateFile` (loaded at start,
 * dumped every ten seconds and at the end). Throws `PORT_IN_USE` or `L1_NOT_READY`.
 */
export async function startAnvil(options: {
  readonly port: number;
  readonly stateFile: string;
  readonly blockTimeSeconds: number;
  /** Each transaction gets a block of its own at once, too. */
  readonly minesAtOnce: boolean;
  /** Ends the start. */
  readonly signal?: AbortSignal;
}): Promise<L1Process> {
  await requireFreePort(options.port, "the development L1 (anvil)", L1_PORT_REMEDY);
  const child = startChild(anvilBinary(), [
    "--host",
    "127.0.0.1",
    "--port",
    String(options.port),
    "--chain-id",
    String(DEVNET_L1_CHAIN_ID),
    "--mnemonic",
    DEVNET_MNEMONIC,
    ...(options.minesAtOnce ? [] : ["--no-mining"]),
    "--state",
    options.stateFile,
    "--state-interval",
    "10",
    // States of the last blocks come back with a restart. All of them would be a file that grows with the square of the time.
    "--preserve-historical-states",
    "--prune-history",
    String(KEPT_STATES),
    "--silent",
  ]);
  const url = `http://127.0.0.1:${options.port}`;
  await waitForL1(url, child, options.signal);
  const endMining = mineEvery(options.blockTimeSeconds * 1_000, url);
  const ended = child.ended.finally(endMining);
  const stop = async () => {
    // A block that is mined while anvil writes its state is in there without its logs: a resumed chain would miss them for ever.
    await endMining();
    await child.stop();
  };
  return { url, stop, ended };
}

/**
 * Asks for a block every `milliseconds` until the returned function is called, which resolves when none is under way. Anvil's own interval below three seconds keeps 1,500
 * whole states whatever it is told: after half an hour that is a gigabyte, dumped every ten seconds.
 */
function mineEvery(milliseconds: number, url: string): () => Promise<void> {
  const client = createTestClient({ mode: "anvil", transport: http(url, { retryCount: 0 }) });
  let mining: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (mining !== undefined) return;
    // An L1 that has just ended says so through `ended`.
    mining = client
      .mine({ blocks: 1 })
      .catch(() => {})
      .finally(() => {
        mining = undefined;
      });
  }, milliseconds);
  return async () => {
    clearInterval(timer);
    await mining;
  };
}

/** Uses an L1 that already runs. Throws `L1_UNREACHABLE`, or `L1_NOT_DEVNET` when its chain id is not a devnet's. */
export async function attachL1(url: string): Promise<L1Process> {
  const client = createPublicClient({ transport: http(url, { retryCount: 1, timeout: 5_000 }) });
  const chainId = await client.getChainId().catch((cause: unknown) => {
    throw new NovateError(
      "L1_UNREACHABLE",
      `expected an Ethereum JSON-RPC endpoint at ${url}, got no answer`,
      { url },
      { cause },
    );
  });
  if (chainId !== DEVNET_L1_CHAIN_ID && chainId !== 1_337) {
    throw new NovateError(
      "L1_NOT_DEVNET",
      `expected a development chain (id 31337 or 1337) at ${url}, got chain id ${chainId}`,
      {
        url,
        chainId,
      },
    );
  }
  return { url, stop: async () => {}, ended: new Promise(() => {}) };
}

/** True when an earlier run left L1 state to resume from. */
export function hasL1State(stateFile: string): boolean {
  return existsSync(stateFile);
}

async function waitForL1(url: string, child: Child, signal?: AbortSignal): Promise<void> {
  const client = createPublicClient({ transport: http(url, { retryCount: 0, timeout: 1_000 }) });
  let exited = false;
  void child.ended.then(() => {
    exited = true;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && !exited && signal?.aborted !== true) {
    const up = await client.getChainId().then(
      () => true,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await child.stop();
  signal?.throwIfAborted();
  throw new NovateError(
    "L1_NOT_READY",
    `expected anvil to answer at ${url} within ${START_TIMEOUT_MS / 1000} s, got: ${child.tail().trim() || "nothing"}`,
    { url },
  );
}
