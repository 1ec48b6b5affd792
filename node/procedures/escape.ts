/** A way out that needs no operator: a follower of its own that sequences, asserts and withdraws for one owner. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Address, LocalAccount } from "viem";
import { type Genesis, genesisConfigOf } from "../../genesis/index.ts";
import {
  type Bridge,
  type Confirmations,
  createDataRulings,
  createL1Client,
  createLateRulings,
  Dismissal,
  dataChallengesOf,
  type EscapeFacts,
  EscapeFactsReader,
  Escaper,
  type EscapeStep,
  openBridge,
  type Report,
} from "../bridge/index.ts";
import { createArchiveClient } from "../da/archive/client.ts";
import { openArchive } from "../da/archive/folder.ts";
import { createArchiveReader } from "../da/archive/reader.ts";
import { openDa } from "../da/open.ts";
import type { DaOptions } from "../da/options.ts";
import { createSignaturePrefetch, follow } from "../derivation/index.ts";
import { toHex } from "../primitives/bytes.ts";
import type { Clock } from "../primitives/clock.ts";
import { MAX_BATCH_BYTES } from "../primitives/codec/index.ts";
import { domainSeparator } from "../primitives/eip712/index.ts";
import { systemTimers } from "../primitives/timers.ts";
import { NodeChain } from "../sequencer/index.ts";
import { createStateMachine, SignerPool } from "../state-machine/index.ts";
import { programRoot } from "../state-machine/program/release.ts";
import { openBlockStore } from "../store/open.ts";
import { openSnapshotFolder } from "../store/snapshots.ts";
import { inboxBlobs } from "./inbox-blobs.ts";

export interface EscapeOptions {
  readonly genesis: Genesis;
  readonly l1Url: string;
  readonly da: DaOptions;
  /** Archives of others, asked before the layer. None is trusted. */
  readonly archives: readonly string[];
  /** False where the layer has forgotten, or is out of reach. */
  readonly readLayer: boolean;
  /** Working folder: what was derived stays, so that a second run goes on where the first stopped. */
  readonly data: string;
  /** Whose money leaves; paid to this address. */
  readonly owner: Address;
  readonly confirmations: Confirmations;
  readonly signatureWorkers: number;
  readonly pollMs: number;
  /** Ends the escape; nothing that was done is lost. */
  readonly signal: AbortSignal;
}

export interface EscapeDependencies {
  /** Pays for gas and bonds. With the owner's own key transactions can be forced; anybody else's leads through the wind-down. */
  readonly payer: LocalAccount;
  readonly report: Report;
  onProgress(progress: EscapeProgress): void;
}

export interface EscapeProgress {
  readonly step: EscapeStep;
  readonly facts: EscapeFacts;
  /** Newest block derived. */
  readonly block: bigint;
}

const L1_TIMEOUT_MS = 10_000;
const ARCHIVE_TIMEOUT_MS = 30_000;
const ARCHIVE_PART_BYTES = 4 * 1024 * 1024;
const MAX_BACKOFF_MS = 5_000;
const KEPT_BYTES = 1024 * 1024 * 1024;
const SNAPSHOT_INTERVAL = 10_000;
const BUMP_AFTER_MS = 30_000;
const MAX_FEE_PER_GAS = 500_000_000_000n;
/** Assertions on top of each other until the newest batch is covered: each one reaches the batches of the one before it. */
const MAX_UNCONFIRMED_ASSERTIONS = 16;

/**
 * Derives the chain from genesis, L1 and data availability, sequences in the sequencer's place once L1 allows it, asserts, waits out
 * the challenge period and has the Vault pay, until nothing of the owner is left. Throws `ESCAPE_IMPOSSIBLE`, `CHAIN_CONTRADICTED` when L1
 * ruled on data after it was applied here, what opening the parts throws, L1's errors, or the signal's reason.
 */
export async function escapeChain(options: EscapeOptions, dependencies: EscapeDependencies): Promise<void> {
  const closers: (() => Promise<unknown> | unknown)[] = [];
  try {
    await run(options, dependencies, closers);
  } finally {
    for (const closer of closers.reverse()) await closer();
  }
}

async function run(
  options: EscapeOptions,
  { payer, report, onProgress }: EscapeDependencies,
  closers: (() => Promise<unknown> | unknown)[],
): Promise<void> {
  const { genesis, data } = options;
  const timers = systemTimers;
  const config = genesisConfigOf(genesis.block);
  const client = createL1Client({ url: options.l1Url, timeoutMs: L1_TIMEOUT_MS });
  await mkdir(data, { recursive: true, mode: 0o700 });
  const layer = await openDa(options.da, {
    ...{ l1ChainId: BigInt(genesis.chainId), timers },
    blobs: inboxBlobs(genesis, client, options.confirmations),
  });
  closers.push(() => layer.close());
  const da = createArchiveReader({
    archive: await openArchive({ path: join(data, "archive") }),
    others: options.archives.map((url) =>
      createArchiveClient({
        ...{ url, timeoutMs: ARCHIVE_TIMEOUT_MS, maxBytes: MAX_BATCH_BYTES, partBytes: ARCHIVE_PART_BYTES },
        drafts: join(data, "drafts"),
      }),
    ),
    layer: layer.da,
    reads: options.readLayer,
    onFault: ({ url, code }) =>
      report({ level: "warn", code, message: `the archive at ${new URL(url).host} was of no use` }),
  });
  const store = await openBlockStore({ path: join(data, "blocks") });
  closers.push(() => store.close());
  const separator = domainSeparator({ chainId: config.chainId, verifyingContract: config.inbox });
  const pool = new SignerPool({ workers: options.signatureWorkers, domainSeparator: separator });
  closers.push(() => pool.close());
  const chain = await NodeChain.open(
    { genesisBlock: genesis.block, genesisRoot: genesis.stateRoot, snapshotInterval: SNAPSHOT_INTERVAL },
    {
      store,
      snapshots: await openSnapshotFolder(join(data, "snapshots")),
      createMachine: () => createStateMachine(),
    },
  );
  closers.push(() => chain.snapshot());

  // Periods on L1 pass in L1's time, whatever this machine's clock says.
  let l1Time = 0n;
  const clock: Clock = { now: () => Number(l1Time) * 1_000 };
  const challenges = await dataChallengesOf(toHex(genesis.l1.rollup), { client });
  const bridge = await openEscapeBridge(options, payer, config.parameters, {
    ...{ client, chain, store, clock, timers, report },
  });
  closers.push(() => bridge.close());
  bridge.l1.start();
  bridge.finality.start();

  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  await bridge.l1.ready(signal);
  const following = follow(
    { fromBatch: bridge.l1.firstKeptBatch, signal },
    {
      batches: (from, abort) => bridge.l1.batches(from, abort),
      l1: bridge.l1,
      oldMessages: bridge.oldMessages,
      ...(challenges === undefined ? {} : { rulings: createDataRulings(challenges, { client }) }),
      da,
      timers,
      prefetch: createSignaturePrefetch({ pool }),
      onWaiting: (waiting) => {
        if (waiting !== undefined) report({ level: "warn", code: waiting.code, message: waiting.message });
      },
      head: () => chain.tip.number,
      header: () => chain.machine.view.header(),
      fill: (slot) => chain.fill(slot),
    },
  );
  const { inbox, vault } = addressesOf(genesis);
  const canForce = payer.address.toLowerCase() === options.owner.toLowerCase();
  const dismissal = new Dismissal(
    { inbox },
    { client, machine: chain.machine, watcher: bridge.l1, headers: bridge.headers },
  );
  const facts = new EscapeFactsReader(
    { inbox, owner: options.owner, canForce },
    {
      ...{ client, machine: chain.machine, watcher: bridge.l1, withdrawals: bridge.withdrawals },
      dismissal,
      head: () => chain.head.number,
    },
  );
  const escaper = new Escaper(
    { owner: options.owner, inbox, vault, pollMs: options.pollMs },
    {
      ...{ facts, sender: bridge.sender!, machine: chain.machine, watcher: bridge.l1 },
      ...{ withdrawals: bridge.withdrawals, dismissal, timers, report },
      assert: () => bridge.asserter!.start(),
      onStep: (step, now) => {
        l1Time = now.now;
        onProgress({ step, facts: now, block: chain.head.number });
      },
    },
  );
  const contradicted = new Promise<never>((_, reject) => {
    if (challenges === undefined) return;
    const rulings = createLateRulings(
      { address: challenges, inbox, pollMs: options.pollMs, maxBackoffMs: MAX_BACKOFF_MS },
      {
        ...{ client, l1: bridge.l1, store, timers, report },
        head: () => chain.head.number,
        onContradiction: reject,
      },
    );
    closers.push(() => rulings.close());
  });
  contradicted.catch(() => {});
  const escaping = escaper.run(signal);
  try {
    // Derivation ends only by failing, or with the abort below.
    await Promise.race([escaping, following.then(() => escaping), contradicted]);
  } finally {
    stop.abort();
    await Promise.allSettled([escaping, following]);
  }
}

function addressesOf({ l1 }: Genesis): {
  readonly inbox: Address;
  readonly rollup: Address;
  readonly vault: Address;
} {
  return { inbox: toHex(l1.inbox), rollup: toHex(l1.rollup), vault: toHex(l1.vault) };
}

function openEscapeBridge(
  options: EscapeOptions,
  payer: LocalAccount,
  { forceDelay, windDownAfter }: { readonly forceDelay: number; readonly windDownAfter: number },
  rooms: {
    readonly client: ReturnType<typeof createL1Client>;
    readonly chain: NodeChain;
    readonly store: Awaited<ReturnType<typeof openBlockStore>>;
    readonly clock: Clock;
    readonly timers: typeof systemTimers;
    readonly report: Report;
  },
): Promise<Bridge> {
  const { genesis, pollMs } = options;
  const loop = { pollMs, maxBackoffMs: MAX_BACKOFF_MS };
  return openBridge(
    {
      folder: join(options.data, "bridge"),
      addresses: addressesOf(genesis),
      l1: {
        ...loop,
        chainId: genesis.chainId,
        deployBlock: BigInt(genesis.deployBlock),
        forceDelay: BigInt(forceDelay),
        windDownAfter: BigInt(windDownAfter),
        confirmations: options.confirmations,
        window: 64,
        quorum: 1,
        maxLogBlocks: 1_000,
        maxKeptBytes: KEPT_BYTES,
      },
      sender: { pollMs, bumpAfterMs: BUMP_AFTER_MS, maxFeePerGas: MAX_FEE_PER_GAS },
      asserter: {
        ...loop,
        intervalSeconds: 0,
        maxUnconfirmed: MAX_UNCONFIRMED_ASSERTIONS,
        programHash: toHex(programRoot()),
      },
    },
    { witnesses: [], asserterAccount: payer, machine: rooms.chain.machine, ...rooms },
  );
}
