import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Logger } from "pino";
import { genesisConfigOf } from "../genesis/index.ts";
import { openNodeArchive } from "./archive.ts";
import {
  type Bridge,
  createDataRulings,
  createL1Client,
  createLateRulings,
  dataChallengesOf,
  openBridge,
  type Report,
} from "./bridge/index.ts";
import { catchUp } from "./catchup.ts";
import type { DataAvailability } from "./da/port.ts";
import { dataSection, watchData } from "./data-watch.ts";
import { createSignaturePrefetch, follow, type Waiting } from "./derivation/index.ts";
import { healthIssues } from "./health.ts";
import { openNodeDa } from "./layer.ts";
import { createMempool, type Mempool } from "./mempool/index.ts";
import {
  BATCH_BYTES,
  BATCH_OVERHEAD_BYTES,
  BLOCK_TRANSACTIONS,
  MAX_UNPUBLISHED_BYTES,
  type NodeKeys,
  type NodeOptions,
} from "./options.ts";
import { partFigures } from "./parts.ts";
import { toHex } from "./primitives/bytes.ts";
import { systemClock } from "./primitives/clock.ts";
import { errorCode, errorMessage, NovateError } from "./primitives/error.ts";
import { systemTimers } from "./primitives/timers.ts";
import {
  createBlockTimings,
  createRegistry,
  createRpcServer,
  type RpcServer,
  type StatusSections,
} from "./rpc/index.ts";
import { NodeChain, Sequencer } from "./sequencer/index.ts";
import { createStateMachine, SignerPool } from "./state-machine/index.ts";
import { programImage, programRoot } from "./state-machine/program/release.ts";
import { Shadow } from "./state-machine/shadow/shadow.ts";
import { discardDamaged } from "./store/discard.ts";
import { openHistoryThread } from "./store/history/thread.ts";
import { openBlockStore } from "./store/open.ts";
import type { BlockStore } from "./store/port.ts";
import { openSnapshotFolder, type SnapshotFolder } from "./store/snapshots.ts";
import { timed } from "./timed.ts";
import { withdrawalProofs } from "./withdrawal-proofs.ts";

export type { NodeKeys, NodeOptions } from "./options.ts";

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

const L1_TIMEOUT_MS = 10_000;
const L1_POLL_MS = 250;
const MAX_BACKOFF_MS = 10_000;
const REORG_WINDOW = 64;
const LOG_BLOCKS = 1_000;
const KEPT_BYTES = 256 * 1024 * 1024;
const BUMP_AFTER_MS = 30_000;
const MAX_FEE_PER_GAS = 500_000_000_000n;
const RESUBMIT_AFTER_MS = 60_000;
const MAX_UNCONFIRMED_ASSERTIONS = 16;
const CHALLENGER_POLL_MS = 1_000;
const CHALLENGER_STANDBY_SECONDS = 60;

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
  dependencies: { readonly logger: Logger },
): Promise<RunningNode> {
  const closers: (() => Promise<unknown> | unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return await build(options, keys, dependencies, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  options: NodeOptions,
  keys: NodeKeys,
  { logger }: { readonly logger: Logger },
  closers: (() => Promise<unknown> | unknown)[],
  close: () => Promise<void>,
): Promise<RunningNode> {
  const { genesis } = options;
  const timers = systemTimers;
  const clock = systemClock;
  const report: Report = ({ level, code, message, data }) =>
    logger[level === "alarm" ? "error" : level]({ code, ...data }, message);

  await mkdir(options.data, { recursive: true, mode: 0o700 });
  const store = await openBlockStore({ path: join(options.data, "blocks") });
  closers.push(() => store.close());
  const layer = await openNodeDa(options, keys, { store, timers, report });
  closers.push(() => layer.close());
  const archive = await openNodeArchive(options, { layer: layer.da, logger });
  const { da } = archive;
  const registry = createRegistry();
  const blockTimings = createBlockTimings(registry);
  timed(store, "append", blockTimings.written);

  // Known once the bridge has looked at L1.
  let finalBlock = () => 0n;
  const snapshots = await openSnapshotFolder(join(options.data, "snapshots"), { final: () => finalBlock() });
  const chain = await NodeChain.open(
    {
      genesisBlock: genesis.block,
      genesisRoot: genesis.stateRoot,
      snapshotInterval: options.snapshotInterval,
    },
    {
      store,
      snapshots,
      createMachine: async () => timed(await createStateMachine(), "applyBlock", blockTimings.applied),
      onSnapshotError: (error) => logger.warn({ err: error }, "snapshot failed"),
    },
  );
  closers.push(() => chain.snapshot());
  const shadow = openShadow(options, chain, logger);
  closers.push(() => shadow?.close());
  const { domainSeparator } = chain.machine.view.header();
  const pool = new SignerPool({ workers: options.signatureWorkers, domainSeparator });
  closers.push(() => pool.close());

  const historyPath = join(options.data, "history");
  const lost = await discardDamaged(historyPath);
  if (lost !== undefined)
    logger.warn({ code: lost.code, ...lost.data }, `history is made anew: ${lost.message}`);
  const history = await openHistoryThread(
    {
      path: historyPath,
      domainSeparator,
      onError: (error) => logger.error({ err: error }, "history stopped"),
    },
    { blocks: store },
  );
  closers.push(() => history.close());
  chain.onBlock(history.onBlock);
  let lastBlockAt = performance.now();
  chain.onBlock(() => {
    lastBlockAt = performance.now();
  });

  const doubt = () => shadow?.status.fault;
  const bridge = await openNodeBridge(options, keys, {
    chain,
    snapshots,
    store,
    da,
    clock,
    timers,
    report,
    doubt,
    onPosterHalt: (error) => onEnd(error),
  });
  closers.push(() => bridge.close());
  finalBlock = () => bridge.finality.heights.final;
  const acceptsRisk = () => (bridge.poster?.status.unpublishedBytes ?? 0) <= MAX_UNPUBLISHED_BYTES;

  let failure: { readonly code: string; readonly message: string } | undefined;
  let reportFailure: (error: NovateError) => void = () => {};
  const failed = new Promise<NovateError>((resolve) => {
    reportFailure = resolve;
  });
  const onEnd = (error: unknown) => {
    failure = { code: errorCode(error), message: errorMessage(error) };
    logger.fatal({ code: failure.code, err: error }, "the chain stopped");
    reportFailure(
      error instanceof NovateError
        ? error
        : new NovateError("INTERNAL", errorMessage(error), {}, { cause: error }),
    );
  };

  bridge.start();
  const stopping = new AbortController();
  closers.push(() => stopping.abort());
  await bridge.l1.ready(AbortSignal.any([stopping.signal, AbortSignal.timeout(60_000)]));

  const l1Client = createL1Client({ url: options.l1Url, timeoutMs: L1_TIMEOUT_MS });
  const challenges = await dataChallengesOf(toHex(genesis.l1.rollup), { client: l1Client });
  const dataWatcher = await watchData(options, {
    ...{ dataChallenges: challenges, client: l1Client, bridge, layer, da, timers, report },
  });
  closers.push(() => dataWatcher?.close());
  const lateRulings =
    challenges &&
    createLateRulings(
      {
        address: challenges,
        inbox: toHex(genesis.l1.inbox),
        pollMs: L1_POLL_MS,
        maxBackoffMs: MAX_BACKOFF_MS,
      },
      {
        client: l1Client,
        l1: bridge.l1,
        store,
        head: () => chain.head.number,
        timers,
        report,
        onContradiction: onEnd,
      },
    );
  closers.push(() => lateRulings?.close());

  const onWaiting = (now: Waiting | undefined) => {
    waiting = now;
    if (now !== undefined) logger.info({ code: now.code, batch: now.batch }, now.message);
  };
  const deriving = {
    ...{ da, timers, onWaiting, oldMessages: bridge.oldMessages },
    ...(challenges && { rulings: createDataRulings(challenges, { client: l1Client }) }),
    prefetch: createSignaturePrefetch({ pool }),
    onVoid: (block: bigint, { code, message }: { readonly code: string; readonly message: string }) => {
      logger.warn({ code, block: `${block}` }, `void block: ${message}`);
    },
  };
  let mempool: Mempool | undefined;
  let sequencer: Sequencer | undefined;
  let waiting: Waiting | undefined;
  if (options.role === "sequencer") {
    const onBehind = ({ head, published }: { readonly head: bigint; readonly published: bigint }) =>
      logger.warn({ code: "CATCHING_UP", head: `${head}`, published: `${published}` }, "L1 holds more");
    await catchUp({ signal: stopping.signal }, { ...deriving, chain, store, bridge, onBehind });
    bridge.startPosting();
    mempool = createMempool({}, { view: chain.machine.view, signers: pool, clock, acceptsRisk });
    const pending = mempool;
    sequencer = new Sequencer(
      {
        blockIntervalMs: options.blockIntervalMs,
        idleIntervalMs: options.idleIntervalMs,
        maxTransactions: BLOCK_TRANSACTIONS,
        // A block that fits no batch would never be published: it must not be built.
        maxBodyBytes: Math.min(BATCH_BYTES, da.maxPayloadBytes) - BATCH_OVERHEAD_BYTES,
      },
      {
        chain,
        mempool,
        l1: bridge.l1,
        clock,
        timers,
        paused: () => !acceptsRisk(),
        onVoid: ({ code, message }, transactions) =>
          logger.warn({ code, transactions }, `void block: ${message}`),
      },
    );
    const leader = sequencer;
    leader.run().catch(onEnd);
    closers.push(async () => {
      await leader.stop();
      await pending.close();
    });
  } else {
    const following = follow(
      { fromBatch: bridge.l1.firstKeptBatch, signal: stopping.signal },
      {
        batches: (from, signal) => bridge.l1.batches(from, signal),
        l1: bridge.l1,
        ...deriving,
        head: () => chain.tip.number,
        header: () => chain.machine.view.header(),
        fill: (slot) => chain.fill(slot),
      },
    ).catch((error: unknown) => {
      if (!stopping.signal.aborted) onEnd(error);
    });
    closers.push(async () => {
      stopping.abort();
      await following;
    });
  }

  const rpc: RpcServer = await createRpcServer(options.rpc, {
    ...(mempool === undefined ? {} : { mempool }),
    chain,
    state: chain.machine.view,
    history,
    blocks: store,
    finality: () => bridge.finality.heights,
    withdrawals: withdrawalProofs(bridge),
    info: {
      chainId: genesis.chainId,
      genesisHash: toHex(genesis.genesisHash),
      contracts: {
        inbox: toHex(genesis.l1.inbox),
        rollup: toHex(genesis.l1.rollup),
        vault: toHex(genesis.l1.vault),
        token: toHex(genesis.l1.usdc),
      },
      role: options.role,
      version,
    },
    health: () =>
      healthIssues({
        bridge,
        failure: () => failure,
        waiting: () => waiting,
        stalled: () => sequencer?.stalled ?? false,
        historyLag: () => chain.head.number - history.indexed,
        sinceBlock: () => (sequencer === undefined ? undefined : performance.now() - lastBlockAt),
        acceptsRisk,
        shadow: doubt,
        data: () => ({ fees: layer.fees?.status, archive: archive.status, watcher: dataWatcher?.status }),
      }),
    ready: () => failure === undefined && bridge.l1.status.caughtUp,
    status: () => ({
      voidBlocks: voidSection(store),
      l1: { ...bridge.l1.status },
      da: {
        kind: layer.kind,
        unpublishedBytes: bridge.poster?.status.unpublishedBytes ?? 0,
        ...(layer.fees === undefined ? {} : { fees: { ...layer.fees.status } }),
      },
      ...(shadow === undefined ? {} : { shadow: shadowSection(shadow) }),
      ...disputesSection(bridge),
      ...dataSection(dataWatcher),
    }),
    parts: () => ({
      ...partFigures(bridge, clock, { archive, shadow, watcher: dataWatcher, fees: layer.fees }),
      ...{ phase: chain.machine.view.header().phase, voidBlocks: store.voidBlocks.count },
    }),
    registry,
    logger,
    clock,
  });
  closers.push(() => rpc.close());
  logger.info(
    { address: rpc.address, role: options.role, head: chain.head.number.toString() },
    "node started",
  );
  return { address: rpc.address, chain, failed, close };
}

/** From here on every block of the sample runs on the machine as well. */
function openShadow(options: NodeOptions, chain: NodeChain, logger: Logger): Shadow | undefined {
  if (options.shadowRate === 0) return undefined;
  const onFault = (fault: NovateError) =>
    logger.error({ code: fault.code, ...fault.data, err: fault }, fault.message);
  return new Shadow({ rate: options.shadowRate }, { machine: chain.machine, onFault });
}

function voidSection({
  voidBlocks: { count, newest },
}: BlockStore): NonNullable<StatusSections["voidBlocks"]> {
  return { count, newest: newest === undefined ? null : Number(newest) };
}

function shadowSection({ status: { fault, ...counters } }: Shadow): Readonly<Record<string, unknown>> {
  return { ...counters, ...(fault === undefined ? {} : { code: fault.code }) };
}

/** What `novate disputes` shows. */
function disputesSection({ challenger }: Bridge): { readonly disputes?: Readonly<Record<string, unknown>> } {
  const report = challenger?.report;
  if (challenger === undefined || report === undefined) return {};
  const { moves, doubts, failures } = challenger.status;
  return { disputes: { ...report, moves, doubts, failures } };
}

/** The bridge of this node: it posts and asserts where it has the keys. */
function openNodeBridge(
  options: NodeOptions,
  keys: NodeKeys,
  rooms: {
    readonly chain: NodeChain;
    readonly store: BlockStore;
    readonly snapshots: SnapshotFolder;
    readonly da: DataAvailability;
    readonly clock: typeof systemClock;
    readonly timers: typeof systemTimers;
    readonly report: Report;
    readonly doubt: () => NovateError | undefined;
    readonly onPosterHalt: (error: NovateError) => void;
  },
): Promise<Bridge> {
  const { genesis } = options;
  // Not the state's, which governance may change: L1 judges by the Inbox's, which it can't.
  const { forceDelay, windDownAfter } = genesisConfigOf(genesis.block).parameters;
  const loop = { pollMs: L1_POLL_MS, maxBackoffMs: MAX_BACKOFF_MS };
  const posts = options.role === "sequencer" && keys.sequencer !== undefined;
  const l1ClientOf = (url: string) => createL1Client({ url, timeoutMs: L1_TIMEOUT_MS });
  const witnesses = (options.l1Witnesses ?? []).map(l1ClientOf);
  return openBridge(
    {
      folder: join(options.data, "bridge"),
      addresses: {
        inbox: toHex(genesis.l1.inbox),
        rollup: toHex(genesis.l1.rollup),
        vault: toHex(genesis.l1.vault),
      },
      l1: {
        ...loop,
        chainId: genesis.chainId,
        deployBlock: BigInt(genesis.deployBlock),
        forceDelay: BigInt(forceDelay),
        windDownAfter: BigInt(windDownAfter),
        confirmations: options.confirmations,
        window: REORG_WINDOW,
        quorum: Math.floor((1 + witnesses.length) / 2) + 1,
        maxLogBlocks: LOG_BLOCKS,
        maxKeptBytes: KEPT_BYTES,
      },
      sender: { pollMs: L1_POLL_MS, bumpAfterMs: BUMP_AFTER_MS, maxFeePerGas: MAX_FEE_PER_GAS },
      ...(posts
        ? {
            poster: {
              ...loop,
              maxAgeMs: options.batchIntervalMs,
              maxBytes: Math.min(BATCH_BYTES, rooms.da.maxPayloadBytes),
              resubmitAfterMs: RESUBMIT_AFTER_MS,
            },
          }
        : {}),
      ...(options.challenge === false
        ? {}
        : {
            challenger: {
              ...{ pollMs: CHALLENGER_POLL_MS, maxBackoffMs: MAX_BACKOFF_MS },
              standbySeconds: CHALLENGER_STANDBY_SECONDS,
            },
          }),
      ...(keys.proposer === undefined
        ? {}
        : {
            asserter: {
              ...loop,
              intervalSeconds: options.assertIntervalSeconds,
              maxUnconfirmed: MAX_UNCONFIRMED_ASSERTIONS,
              programHash: toHex(programRoot()),
            },
          }),
    },
    {
      client: l1ClientOf(options.l1Url),
      witnesses,
      ...(posts ? { posterAccount: keys.sequencer } : {}),
      ...(keys.proposer === undefined ? {} : { asserterAccount: keys.proposer }),
      ...rooms,
      machine: rooms.chain.machine,
      program: programImage(),
    },
  );
}
