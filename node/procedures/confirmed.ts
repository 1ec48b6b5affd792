import type { PublicClient } from "viem";
import type { Genesis } from "../../genesis/index.ts";
import { genesisConfigOf } from "../../genesis/index.ts";
import {
  type Confirmations,
  confirmedHeight,
  createDataRulings,
  createL1Client,
  type DataRulings,
  dataChallengesOf,
  type L1Batch,
  type L1View,
  l1Error,
  openL1Watcher,
} from "../bridge/index.ts";
import { toHex } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { sleep, systemTimers } from "../primitives/timers.ts";

export interface ConfirmedL1Options {
  readonly genesis: Genesis;
  readonly l1Url: string;
  /** How deep an L1 block must lie before it counts. */
  readonly confirmations: Confirmations;
  readonly signal: AbortSignal;
  /** Told why L1 can't be read, while it is tried again. */
  onTrouble?(trouble: { readonly code: string; readonly message: string }): void;
}

/** What L1 had confirmed when it was read: the messages, the batches, the rulings. */
export interface ConfirmedL1 {
  readonly client: PublicClient;
  readonly l1: L1View;
  readonly batchCount: number;
  readonly rulings?: DataRulings;
  /** Batches from an index on, up to `batchCount`. */
  batches(from: number, signal: AbortSignal): AsyncIterable<L1Batch>;
  close(): Promise<void>;
}

const L1_TIMEOUT_MS = 10_000;
const POLL_MS = 100;
const KEPT_BYTES = 1024 * 1024 * 1024;

/** Reads L1 from the deployment up to what is confirmed now, with no file of any node. Throws `L1_RPC`, or why reading stopped. */
export async function readConfirmedL1(options: ConfirmedL1Options): Promise<ConfirmedL1> {
  const { genesis, signal } = options;
  const config = genesisConfigOf(genesis.block);
  const client = createL1Client({ url: options.l1Url, timeoutMs: L1_TIMEOUT_MS });
  const remembered = new Map<string, Uint8Array>();
  const rollup = toHex(genesis.l1.rollup);
  const l1 = await openL1Watcher(
    {
      chainId: genesis.chainId,
      addresses: { inbox: toHex(genesis.l1.inbox), rollup },
      deployBlock: BigInt(genesis.deployBlock),
      forceDelay: BigInt(config.parameters.forceDelay),
      windDownAfter: BigInt(config.parameters.windDownAfter),
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
      report: ({ code, level, message }) => {
        if (level !== "info") options.onTrouble?.({ code, message });
      },
    },
  );
  try {
    const target = await confirmedHeight(client, options.confirmations);
    const challenges = await dataChallengesOf(rollup, { client });
    l1.start();
    await l1.ready(signal);
    while ((l1.status.confirmedBlock ?? 0n) < target) {
      if (l1.status.halted) throw new NovateError(l1.status.code ?? "L1_RPC", "reading L1 stopped for good");
      await sleep(systemTimers, POLL_MS, signal);
    }
    const batchCount = Number(l1.status.batchCount);
    return {
      ...{ client, l1, batchCount },
      ...(challenges === undefined ? {} : { rulings: createDataRulings(challenges, { client }) }),
      batches: (from, abort) => take(l1.batches(from, abort), batchCount - from),
      close: () => l1.close(),
    };
  } catch (error) {
    await l1.close();
    signal.throwIfAborted();
    throw l1Error(error);
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
