import type { Genesis } from "../../genesis/index.ts";
import { genesisConfigOf } from "../../genesis/index.ts";
import type { Confirmations } from "../bridge/index.ts";
import { openDa } from "../da/open.ts";
import type { DaOptions } from "../da/options.ts";
import { createSignaturePrefetch, type Verification, verifyChain } from "../derivation/index.ts";
import { domainSeparator } from "../primitives/eip712/index.ts";
import { systemTimers } from "../primitives/timers.ts";
import { createStateMachine, SignerPool } from "../state-machine/index.ts";
import { readConfirmedL1 } from "./confirmed.ts";
import { inboxBlobs } from "./inbox-blobs.ts";

/** Something that a derivation waits for. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly batch?: number;
}

export interface VerifyFromL1Options {
  readonly genesis: Genesis;
  readonly l1Url: string;
  readonly da: DaOptions;
  readonly confirmations: Confirmations;
  readonly signatureWorkers: number;
  /** Aborts the verification, and bounds it. */
  readonly signal: AbortSignal;
  /** The root somebody claims after a block; undefined when nobody claims one. */
  claimedRoot(block: bigint): Promise<Uint8Array | undefined>;
  /** Told why nothing goes on; undefined when it goes on again. */
  onWaiting?(trouble: Trouble | undefined): void;
  onProgress?(done: { readonly block: bigint; readonly batch: number; readonly batches: number }): void;
}

/**
 * Derives the chain from genesis, L1 and the data-availability layer alone, with no file of any node, up to the batches that
 * L1 has confirmed now, and compares every root with the claims. Waits for data
 * that is not there, or that only L1 can rule on, until the signal aborts. Throws `L1_RPC`, `DERIVATION_GAP`, ...
 */
export async function verifyFromL1(options: VerifyFromL1Options): Promise<Verification> {
  const { genesis, signal } = options;
  const config = genesisConfigOf(genesis.block);
  const confirmed = await readConfirmedL1({
    ...options,
    onTrouble: (trouble) => options.onWaiting?.(trouble),
  });
  options.onWaiting?.(undefined);
  const separator = domainSeparator({ chainId: config.chainId, verifyingContract: config.inbox });
  const pool = new SignerPool({ workers: options.signatureWorkers, domainSeparator: separator });
  const layer = await openDa(options.da, {
    ...{ l1ChainId: BigInt(genesis.chainId), timers: systemTimers },
    blobs: inboxBlobs(genesis, confirmed.client, options.confirmations),
  });
  try {
    return await verifyChain(
      {
        genesisBlock: genesis.block,
        signal,
        onProgress: (done) => options.onProgress?.({ ...done, batches: confirmed.batchCount }),
      },
      {
        batches: confirmed.batches,
        l1: confirmed.l1,
        ...(confirmed.rulings === undefined ? {} : { rulings: confirmed.rulings }),
        da: layer.da,
        timers: systemTimers,
        onWaiting: (waiting) => options.onWaiting?.(waiting),
        machine: await createStateMachine(),
        prefetch: createSignaturePrefetch({ pool }),
        claimedRoot: options.claimedRoot,
      },
    );
  } finally {
    await layer.close();
    await pool.close();
    await confirmed.close();
  }
}
