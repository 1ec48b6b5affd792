import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { createL1Client, dataChallengesOf } from "./bridge/index.ts";
import { toHex } from "./primitives/bytes.ts";
import type { NovateError } from "./primitives/error.ts";
import type { NodeChain } from "./sequencer/index.ts";
import { SignerPool } from "./state-machine/index.ts";
import { openBlockStore } from "./store/open.ts";
import { openNodeArchive } from "./wiring/archive.ts";
import { openNodeBridge } from "./wiring/bridge.ts";
import { openChain } from "./wiring/chain.ts";
import { Closers } from "./wiring/closers.ts";
import { common } from "./wiring/common.ts";
import { openNodeDa } from "./wiring/data-layer.ts";
import { watchData } from "./wiring/data-watch.ts";
import { createDeriving } from "./wiring/deriving.ts";
import { startFollowing } from "./wiring/follower.ts";
import { openHistory } from "./wiring/history.ts";
import { startLeading } from "./wiring/leader.ts";
import { L1_TIMEOUT_MS, MAX_UNPUBLISHED_BYTES, type NodeKeys, type NodeOptions } from "./wiring/options.ts";
import { openPublicPort } from "./wiring/public-port.ts";
import { watchLateRulings } from "./wiring/rulings.ts";
import { openShadow } from "./wiring/shadow.ts";
import { timed } from "./wiring/timed.ts";

export type { NodeKeys, NodeOptions } from "./wiring/options.ts";

const L1_READY_MS = 60_000;

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
 * Builds a node bottom-up and starts it. Every room is made here, from options and from the rooms below it, and closed in
 * reverse. Throws what opening throws (`STORE_LOCKED`, `STORE_CORRUPT`, `GENESIS_MISMATCH`, `PORT_IN_USE`, ...), with everything
 * opened so far closed again.
 */
export async function startNode(
  options: NodeOptions,
  keys: NodeKeys,
  { logger }: { readonly logger: Logger },
): Promise<RunningNode> {
  const closers = new Closers();
  try {
    return await build(options, keys, logger, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function build(
  options: NodeOptions,
  keys: NodeKeys,
  logger: Logger,
  closers: Closers,
): Promise<RunningNode> {
  const { genesis } = options;
  const stop = new AbortController();
  const node = common(options, keys, { logger, stopping: stop.signal });
  const { timers, report, ending, timings } = node;

  await mkdir(options.data, { recursive: true, mode: 0o700 });
  const store = await openBlockStore({ path: join(options.data, "blocks") });
  closers.add(() => store.close());
  timed(store, "append", timings.written);
  const layer = await openNodeDa(options, keys, { store, timers, report });
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
  bridge.start();
  closers.add(() => stop.abort());
  await bridge.l1.ready(AbortSignal.any([stop.signal, AbortSignal.timeout(L1_READY_MS)]));

  const client = createL1Client({ url: options.l1Url, timeoutMs: L1_TIMEOUT_MS });
  const dataChallenges = await dataChallengesOf(toHex(genesis.l1.rollup), { client });
  const onL1 = { bridge, client, dataChallenges };
  const dataWatcher = await watchData(options, { ...onL1, layer, da, timers, report });
  closers.add(() => dataWatcher?.close());
  watchLateRulings(node, { ...onL1, chain, store }, closers);

  const deriving = createDeriving(node, { ...onL1, da, pool });
  const rooms = { ...{ bridge, chain, store, da, pool, deriving }, acceptsRisk };
  const leads = options.role === "sequencer";
  const leader = leads ? await startLeading(node, rooms, closers) : undefined;
  if (!leads) startFollowing(node, rooms, closers);

  const parts = { ...chainPart, ...rooms, history, layer, archive, dataWatcher, shadow, leader };
  const rpc = await openPublicPort(node, parts, closers);
  logger.info({ address: rpc.address, role: options.role, head: `${chain.head.number}` }, "node started");
  return { address: rpc.address, chain, failed: ending.failed, close: () => closers.close() };
}
