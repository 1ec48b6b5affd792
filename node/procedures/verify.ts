import { createReadStream } from "node:fs";
import type { Address } from "viem";
import type { Genesis } from "../../genesis/index.ts";
import { genesisConfigOf } from "../../genesis/index.ts";
import type { Confirmations } from "../bridge/index.ts";
import { confirmedStates } from "../bridge/index.ts";
import { openDa } from "../da/open.ts";
import type { DaOptions } from "../da/options.ts";
import { createSignaturePrefetch, type Verification, verifyChain } from "../derivation/index.ts";
import { equalBytes, toHex } from "../primitives/bytes.ts";
import { domainSeparator } from "../primitives/eip712/index.ts";
import { NovateError } from "../primitives/error.ts";
import { systemTimers } from "../primitives/timers.ts";
import { createStateMachine, SignerPool, type StateMachine } from "../state-machine/index.ts";
import { type ConfirmedL1, readConfirmedL1 } from "./confirmed.ts";
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
  /** File of a state to begin with, instead of genesis: counts only where L1 has confirmed it, or a state that was derived from it. */
  readonly snapshot?: string;
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
    const machine = await createStateMachine();
    const start =
      options.snapshot === undefined
        ? undefined
        : await restoreProven(options.snapshot, machine, toHex(genesis.l1.rollup), confirmed);
    const result = await verifyChain(
      {
        genesisBlock: genesis.block,
        ...(start === undefined ? {} : { start: start.block }),
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
        machine,
        prefetch: createSignaturePrefetch({ pool }),
        claimedRoot: options.claimedRoot,
        ...(start === undefined ? {} : { onRoot: start.onRoot }),
      },
    );
    start?.requireProven();
    return result;
  } finally {
    await layer.close();
    await pool.close();
    await confirmed.close();
  }
}

/** Restores the state in `file` into `machine`, and holds it and what is derived from it to the states that L1 has confirmed from there on. */
async function restoreProven(file: string, machine: StateMachine, rollup: Address, { client }: ConfirmedL1) {
  const { blockNumber } = await machine.restore(createReadStream(file, { highWaterMark: 1 << 20 }));
  const states = await confirmedStates(rollup, { client }, { above: blockNumber - 1n });
  const confirmed = new Map(states.map(({ lastBlock, stateRoot }) => [lastBlock, stateRoot]));
  const own = confirmed.get(blockNumber);
  let isProven = own !== undefined && equalBytes(own, machine.stateRoot);
  return {
    block: blockNumber,
    onRoot(block: bigint, root: Uint8Array) {
      const expected = confirmed.get(block);
      if (expected === undefined) return;
      if (!equalBytes(expected, root)) {
        const message = `block ${block}: derived root ${toHex(root)} from the snapshot of block ${blockNumber}, L1 confirmed ${toHex(expected)}`;
        throw new NovateError("ROOT_MISMATCH", message, { block });
      }
      isProven = true;
    },
    requireProven() {
      if (isProven) return;
      const message = `expected a snapshot of a state that L1 has confirmed, or a later one, got one of block ${blockNumber}`;
      throw new NovateError("SNAPSHOT_UNPROVEN", message, { block: blockNumber });
    },
  };
}
