import { createReadStream } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { type Genesis, genesisConfigOf } from "../../genesis/index.ts";
import { type Confirmations, type ConfirmedState, confirmedStates } from "../bridge/index.ts";
import { createArchiveClient } from "../da/archive/client.ts";
import { openArchive } from "../da/archive/folder.ts";
import { createArchiveReader } from "../da/archive/reader.ts";
import { openDa } from "../da/open.ts";
import type { DaOptions } from "../da/options.ts";
import { createSignaturePrefetch, type FollowerDependencies, follow } from "../derivation/index.ts";
import { equalBytes, toHex } from "../primitives/bytes.ts";
import { MAX_BATCH_BYTES } from "../primitives/codec/index.ts";
import { domainSeparator } from "../primitives/eip712/index.ts";
import { NovateError } from "../primitives/error.ts";
import { systemTimers } from "../primitives/timers.ts";
import { NodeChain } from "../sequencer/index.ts";
import { createStateMachine, SignerPool, type StateMachine } from "../state-machine/index.ts";
import { openBlockStore } from "../store/open.ts";
import { openSnapshotFolder } from "../store/snapshots.ts";
import { readConfirmedL1 } from "./confirmed.ts";
import { inboxBlobs } from "./inbox-blobs.ts";
import { putAside, salvageBlocks } from "./salvage.ts";

export interface RebuildOptions {
  readonly genesis: Genesis;
  readonly l1Url: string;
  readonly confirmations: Confirmations;
  /** Folder of the node that comes into being, as `novate node --data` takes it. What is there already is gone on from. */
  readonly data: string;
  /** Put what is there aside first: it is damaged, or contradicts L1. What of it goes on behind L1's last batch is taken over. */
  readonly afresh?: boolean;
  /** Which layer the batches lie on; read only when `readLayer`. */
  readonly da: DaOptions;
  readonly readLayer: boolean;
  /** Archives of others, asked in this order before the layer. None is trusted. */
  readonly archives: readonly string[];
  /** Begin with the state in this file, when L1 has confirmed it; blocks before it are then not kept. */
  readonly snapshot?: string;
  /** Write the newest state that L1 has confirmed to this file when it is reached: a `snapshot` for others. */
  readonly snapshotOut?: string;
  readonly signatureWorkers: number;
  readonly snapshotInterval: number;
  readonly signal: AbortSignal;
  onProgress?(done: RebuildProgress): void;
  onFault?(fault: { readonly url: string; readonly code: string }): void;
  /** Told why nothing goes on; undefined when it goes on again. */
  onWaiting?(
    trouble: { readonly code: string; readonly message: string; readonly batch?: number } | undefined,
  ): void;
}

export interface RebuildProgress {
  readonly batch: number;
  readonly batches: number;
  readonly block: bigint;
}

export interface Rebuilt {
  readonly batches: number;
  readonly lastBlock: bigint;
  readonly stateRoot: Uint8Array;
  readonly voidBlocks: number;
  /** Sealed blocks that are in no batch yet, taken from a store that was put aside. */
  readonly salvaged: number;
  /** The newest state that L1 has confirmed and that was compared with ours: the same, as all before it. */
  readonly confirmed?: ConfirmedState;
}

const PART_BYTES = 1024 * 1024;
const ARCHIVE_TIMEOUT_MS = 30_000;

/**
 * Makes a node's store from genesis, L1 and published bytes alone, up to the batches that L1 has confirmed now; interrupted, the next call
 * goes on. Every state that L1 has confirmed is compared with ours. Waits for data that nobody has until the signal aborts.
 * Throws `ROOT_MISMATCH` when L1 confirmed another state, `SNAPSHOT_UNPROVEN`, `GENESIS_MISMATCH`, `L1_RPC`, ...
 */
export async function rebuildFromL1(options: RebuildOptions): Promise<Rebuilt> {
  const { genesis, signal } = options;
  const closers: (() => Promise<unknown>)[] = [];
  try {
    await mkdir(options.data, { recursive: true, mode: 0o700 });
    if (options.afresh) await putAside(options.data);
    const confirmed = await readConfirmedL1({
      ...options,
      onTrouble: (trouble) => options.onWaiting?.(trouble),
    });
    options.onWaiting?.(undefined);
    closers.push(() => confirmed.close());
    const layer = await openDa(options.da, {
      ...{ l1ChainId: BigInt(genesis.chainId), timers: systemTimers },
      blobs: inboxBlobs(genesis, confirmed.client, options.confirmations),
    });
    closers.push(() => layer.close());
    const { chainId, inbox } = genesisConfigOf(genesis.block);
    const separator = domainSeparator({ chainId, verifyingContract: inbox });
    const pool = new SignerPool({ workers: options.signatureWorkers, domainSeparator: separator });
    closers.push(() => pool.close());
    const states = await confirmedStates(toHex(genesis.l1.rollup), confirmed);
    const target =
      options.snapshot === undefined
        ? await storeTarget(options, closers)
        : await stateTarget(options.snapshot, await createStateMachine(), states);
    const prefetch = createSignaturePrefetch({ pool });
    const { snapshotOut } = options;
    let writing: Promise<void> | undefined;
    let voidBlocks = 0;
    const passed = new Map<bigint, Uint8Array>();
    await follow(
      { fromBatch: 0, signal },
      {
        batches: confirmed.batches,
        l1: confirmed.l1,
        ...(confirmed.rulings === undefined ? {} : { rulings: confirmed.rulings }),
        da: await reader(options, layer.da),
        timers: systemTimers,
        prefetch,
        onWaiting: (now) => options.onWaiting?.(now),
        onVoid: () => {
          voidBlocks += 1;
        },
        onBatch: ({ batch }) => {
          passed.set(batch.lastBlock, target.machine.stateRoot);
          if (snapshotOut !== undefined && batch.lastBlock === states.at(-1)?.lastBlock) {
            writing = writeFrames(snapshotOut, target.machine.snapshot().frames());
          }
          options.onProgress?.({ batch: batch.index, batches: confirmed.batchCount, block: batch.lastBlock });
        },
        head: target.head,
        header: () => target.machine.view.header(),
        fill: target.fill,
      },
    );
    await writing;
    // The source of batches ends on abort as well.
    signal.throwIfAborted();
    const same = await newestEqual(
      states,
      async (block) => passed.get(block) ?? (await target.rootAt(block)),
    );
    const salvaged =
      target.chain === undefined ? 0 : await salvageBlocks(options.data, target.chain, confirmed.l1);
    const { stateRoot } = target.machine;
    const lastBlock = target.head();
    const result = { batches: confirmed.batchCount, lastBlock, stateRoot, voidBlocks, salvaged };
    return same === undefined ? result : { ...result, confirmed: same };
  } finally {
    for (const closer of closers.reverse()) await closer();
  }
}

/** What blocks are applied to. */
interface Target extends Pick<FollowerDependencies, "head" | "fill"> {
  readonly machine: StateMachine;
  /** Of a node's own store. */
  readonly chain?: NodeChain;
  /** The state root after a block that was there before; undefined when there was none. */
  rootAt(block: bigint): Promise<Uint8Array | undefined>;
}

/** A node's own store. */
async function storeTarget(options: RebuildOptions, closers: (() => Promise<unknown>)[]): Promise<Target> {
  const store = await openBlockStore({ path: join(options.data, "blocks") });
  closers.push(() => store.close());
  const chain = await NodeChain.open(
    {
      genesisBlock: options.genesis.block,
      genesisRoot: options.genesis.stateRoot,
      snapshotInterval: options.snapshotInterval,
    },
    {
      store,
      snapshots: await openSnapshotFolder(join(options.data, "snapshots")),
      createMachine: () => createStateMachine(),
    },
  );
  closers.push(() => chain.snapshot());
  return {
    ...{ chain, machine: chain.machine },
    head: () => chain.tip.number,
    fill: (slot) => chain.fill(slot),
    rootAt: async (block) => (await store.get(block))?.stateRoot,
  };
}

/** A state alone, taken from a file whose root L1 has confirmed. */
async function stateTarget(
  file: string,
  machine: StateMachine,
  states: readonly ConfirmedState[],
): Promise<Target> {
  const head = await machine.restore(createReadStream(file, { highWaterMark: 1 << 20 }));
  const proven = states.findLast(({ stateRoot }) => equalBytes(stateRoot, machine.stateRoot));
  if (proven === undefined) {
    throw new NovateError(
      "SNAPSHOT_UNPROVEN",
      `expected a state that L1 has confirmed, got one of block ${head.blockNumber} with another root`,
      { stateRoot: toHex(machine.stateRoot) },
    );
  }
  let block = proven.lastBlock;
  return {
    machine,
    head: () => block,
    rootAt: async (number) => (number === proven.lastBlock ? proven.stateRoot : undefined),
    async fill({ bytes, judge, signatures }) {
      block += 1n;
      if (bytes === undefined) return { code: "DATA_VOID", message: "L1 ruled that its data is void" };
      const outcome = machine.applyBlock(bytes, judge, signatures);
      return outcome.status === "void" ? outcome : undefined;
    },
  };
}

/** The file has its name when it is complete. */
async function writeFrames(path: string, frames: Iterable<Uint8Array>): Promise<void> {
  const draft = `${path}.part`;
  const file = await open(draft, "w", 0o600);
  try {
    for (const frame of frames) await file.write(frame);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

async function reader(options: RebuildOptions, layer: Parameters<typeof createArchiveReader>[0]["layer"]) {
  const { data, archives, readLayer, onFault } = options;
  return createArchiveReader({
    archive: await openArchive({ path: join(data, "archive") }),
    others: archives.map((url) =>
      createArchiveClient({
        ...{ url, timeoutMs: ARCHIVE_TIMEOUT_MS, maxBytes: MAX_BATCH_BYTES, partBytes: PART_BYTES },
        drafts: join(data, "drafts"),
      }),
    ),
    layer,
    reads: readLayer,
    ...(onFault === undefined ? {} : { onFault: (fault) => onFault(fault) }),
  });
}

/** The newest confirmed state that is known here, after each of them was found to be ours. Throws `ROOT_MISMATCH`. */
async function newestEqual(
  states: readonly ConfirmedState[],
  rootAt: (block: bigint) => Promise<Uint8Array | undefined>,
): Promise<ConfirmedState | undefined> {
  let newest: ConfirmedState | undefined;
  for (const state of states) {
    const root = await rootAt(state.lastBlock);
    if (root === undefined) continue;
    if (!equalBytes(root, state.stateRoot)) {
      const message = `block ${state.lastBlock}: derived root ${toHex(root)}, L1 confirmed ${toHex(state.stateRoot)}`;
      throw new NovateError("ROOT_MISMATCH", message, { block: state.lastBlock });
    }
    newest = state;
  }
  return newest;
}
