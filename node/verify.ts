import type { Genesis } from "../genesis/index.ts";
import { genesisConfigOf } from "../genesis/index.ts";
import { createL1Client, type L1Batch, openL1Watcher } from "./bridge/index.ts";
import { openDa } from "./da/open.ts";
import type { DaOptions } from "./da/options.ts";
import { createSignaturePrefetch, type Verification, verifyChain } from "./derivation/index.ts";
import { toHex } from "./primitives/bytes.ts";
import { domainSeparator } from "./primitives/eip712/index.ts";
import { NovateError } from "./primitives/error.ts";
import { sleep, systemTimers } from "./primitives/timers.ts";
import { createStateMachine, SignerCache, SignerPool } from "./state-machine/index.ts";

export interface VerifyFromL1Options {
  readonly genesis: Genesis;
  readonly l1Url: string;
  readonly da: DaOptions;
  readonly confirmations: number;
  readonly signatureWorkers: number;
  /** Aborts the verification, and bounds it. */
  readonly signal: AbortSignal;
  /** The root somebody claims after a block; undefined when nobody claims one. */
  claimedRoot(block: bigint): Promise<Uint8Array | undefined>;
  onProgress?(done: { readonly block: bigint; readonly batch: number; readonly batches: number }): void;
}

const L1_TIMEOUT_MS = 10_000;
const POLL_MS = 100;
const KEPT_BYTES = 1024 * 1024 * 1024;

/**
 * Derives the chain from genesis, L1 and the data-availability layer alone, with no file of any node, up to the batches that
 * L1 has confirmed now, and compares every root with the claims. Waits for data
 * that is not there, or that only L1 can rule on, until the signal aborts. Throws `L1_RPC`, `DERIVATION_GAP`, ...
 */
export async function verifyFromL1(options: VerifyFromL1Options): Promise<Verification> {
  const { genesis, signal } = options;
  const config = genesisConfigOf(genesis.block);
  const client = createL1Client({ url: options.l1Url, timeoutMs: L1_TIMEOUT_MS });
  const remembered = new Map<string, Uint8Array>();
  const l1 = await openL1Watcher(
    {
      chainId: genesis.chainId,
      addresses: { inbox: toHex(genesis.l1.inbox), rollup: toHex(genesis.l1.rollup) },
      deployBlock: BigInt(genesis.deployBlock),
      forceDelay: BigInt(config.parameters.forceDelay),
      confirmations: options.confirmations,
      window: 64,
      quorum: 1,
      pollMs: POLL_MS,
      maxBackoffMs: 5_000,
      maxLogBlocks: 1_000,
      maxKeptBytes: KEPT_BYTES,
    },
    {
      client,
      witnesses: [],
      store: {
        getMeta: async (key) => remembered.get(key),
        putMeta: async (key, value) => void remembered.set(key, value),
      },
      timers: systemTimers,
      report: () => {},
    },
  );
  const signers = new SignerCache();
  const pool = new SignerPool({ workers: options.signatureWorkers }, { cache: signers });
  const layer = await openDa(options.da, { l1ChainId: BigInt(genesis.chainId), timers: systemTimers });
  try {
    const target = (await client.getBlockNumber()) - BigInt(options.confirmations);
    l1.start();
    await l1.ready(signal);
    while ((l1.status.confirmedBlock ?? 0n) < target) {
      if (l1.status.halted) throw new NovateError(l1.status.code ?? "L1_RPC", "reading L1 stopped for good");
      await sleep(systemTimers, POLL_MS, signal);
    }
    const batches = Number(l1.status.batchCount);
    const separator = domainSeparator({ chainId: config.chainId, verifyingContract: config.inbox });
    return await verifyChain(
      {
        genesisBlock: genesis.block,
        signal,
        onProgress: (done) => options.onProgress?.({ ...done, batches }),
      },
      {
        batches: (from, abort) => take(l1.batches(from, abort), batches - from),
        l1,
        da: layer.da,
        timers: systemTimers,
        machine: await createStateMachine({ signers }),
        prefetch: createSignaturePrefetch({ domainSeparator: separator }, { pool }),
        claimedRoot: options.claimedRoot,
      },
    );
  } finally {
    await layer.close();
    await pool.close();
    await l1.close();
  }
}

async function* take(source: AsyncIterable<L1Batch>, count: number): AsyncGenerator<L1Batch> {
  if (count <= 0) return;
  let taken = 0;
  for await (const batch of source) {
    yield batch;
    taken += 1;
    if (taken === count) return;
  }
}
