import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { NovateError } from "./primitives/error.ts";
import type { NodeChain } from "./sequencer/index.ts";
import { SignerPool } from "./state-machine/index.ts";
import { openBlockStore } from "./store/open.ts";
import { watchAccounts } from "./wiring/accounts.ts";
import { openNodeArchive } from "./wiring/archive.ts";
import { openNodeBridge } from "./wiring/bridge.ts";
import { openChain } from "./wiring/chain.ts";
import { Closers } from "./wiring/closers.ts";
import { common } from "./wiring/common.ts";
import { openNodeDa } from "./wiring/data-layer.ts";
import { watchDataOnL1 } from "./wiring/data-on-l1.ts";
import { createDeriving } from "./wiring/deriving.ts";
import { MempoolDoor } from "./wiring/door.ts";
import { startFollowing } from "./wiring/follower.ts";
import { openHistory } from "./wiring/history.ts";
import { startLeading } from "./wiring/leader.ts";
import { MAX_UNPUBLISHED_BYTES, type NodeKeys, type NodeOptions } from "./wiring/options.ts";
import { watchProgress } from "./wiring/progress.ts";
import type { Started } from "./wiring/public-parts.ts";
import { openPublicPort } from "./wiring/public-port.ts";
import { openShadow } from "./wiring/shadow.ts";
import { timed } from "./wiring/timed.ts";

export type { NodeKeys, NodeOptions } from "./wiring/options.ts";

export interface RunningNode {
  /** Where the public port listens. */
  readonly address: string;
  readonly chain: NodeChain;
  /** Resolves with the reason when the node can't go on; never after `close`. */
  readonly failed: Promise<NovateError>;
  /** Stops taking transactions, finishes what is under way, writes a snapshot, closes everything in reverse order. */
  close(): Promise<void>;
}

/**
 * Builds a node bottom-up and starts it; waits for L1 as long as it takes, or until `stopping` aborts, while the public port tells what
 * for. Every room is made here, from options and from the rooms below it, and closed in
 * reverse. Throws what opening throws (`STORE_LOCKED`, `STORE_CORRUPT`, `GENESIS_MISMATCH`, `PORT_IN_USE`, ...), with everything
 * opened so far closed again.
 */
export async function startNode(
  options: NodeOptions,
  keys: NodeKeys,
  { logger, stopping }: { readonly logger: Logger; readonly stopping?: AbortSignal },
): Promise<RunningNode> {
  const closers = new Closers();
  try {
    return await build(options, keys, { logger, stopping }, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function build(
  options: NodeOptions,
  keys: NodeKeys,
  { logger, stopping }: { readonly logger: Logger; readonly stopping: AbortSignal | undefined },
  closers: Closers,
): Promise<RunningNode> {
  const stop = new AbortController();
  stopping?.addEventListener("abort", () => stop.abort(stopping.reason), { once: true });
  const node = common(options, keys, { logger, stopping: stop.signal });
  const { timers, report, ending, timings, l1: client } = node;

  await mkdir(options.data, { recursive: true, mode: 0o700 });
  const store = await openBlockStore({ path: join(options.data, "blocks") });
  closers.add(() => store.close());
  timed(store, "append", timings.written);
  const layer = await openNodeDa(options, keys, { store, timers, report, l1: client });
  closers.add(() => layer.close());
  const archive = await openNodeArchive(options, { layer: layer.da, logger });
  const { da } = archive;

  // Known once the bridge has looked at L1.
  let finalBlock = () => 0n;
  const chainPart = await openChain(node, { store, finalBlock: () => finalBlock() }, closers);
  const { chain, snapshots } = chainPart;
  const shadow = openShadow(node, chain, closers);
  const { domainSeparator } = chain.machine.view.header();
  const pool = new SignerPool({ workers: options.signatureWorkers, domainSeparator });
  closers.add(() => pool.close());
  const history = await openHistory(node, { store, chain, domainSeparator }, closers);

  const doubt = () => shadow?.status.fault;
  const bridge = await openNodeBridge(node, { chain, snapshots, store, da, doubt }, closers);
  finalBlock = () => bridge.finality.heights.final;
  const acceptsRisk = () => (bridge.poster?.status.unpublishedBytes ?? 0) <= MAX_UNPUBLISHED_BYTES;
  const leads = options.role === "sequencer";
  const door = leads ? new MempoolDoor() : undefined;
  const started: Started = {};
  const accounts = watchAccounts(node, closers);
  const progress = watchProgress(node, { bridge, chain }, closers);
  const watched = { bridge, history, layer, archive, accounts, progress, shadow };
  const parts = { ...chainPart, ...watched, store, door, started, acceptsRisk };
  const rpc = await openPublicPort(node, parts, closers);

  bridge.start();
  closers.add(() => stop.abort());
  await bridge.l1.ready(stop.signal);
  accounts.start();
  const published = await watchDataOnL1(node, { bridge, layer, da, chain, store }, closers);
  const { dataChallenges } = published;
  const deriving = createDeriving(node, { bridge, client, dataChallenges, da, pool });
  Object.assign(started, { deriving, dataWatcher: published.watcher });
  const rooms = { bridge, chain, store, da, pool, deriving, acceptsRisk };
  if (leads) {
    started.leader = await startLeading(node, rooms, closers);
    door?.open(started.leader.mempool);
  } else startFollowing(node, rooms, closers);
  started.isComplete = true;
  // First of all: what was asked is answered before the parts that answer it end.
  closers.add(() => rpc.close());
  logger.info({ address: rpc.address, role: options.role, head: `${chain.head.number}` }, "node started");
  return { address: rpc.address, chain, failed: ending.failed, close: () => closers.close() };
}
