import { join } from "node:path";
import { genesisConfigOf } from "../../genesis/index.ts";
import { type Bridge, createL1Client, openBridge } from "../bridge/index.ts";
import type { DataAvailability } from "../da/port.ts";
import { toHex } from "../primitives/bytes.ts";
import type { NovateError } from "../primitives/error.ts";
import { programImage, programRoot } from "../state-machine/program/release.ts";
import type { BlockStore } from "../store/port.ts";
import type { ChainPart } from "./chain.ts";
import type { Closers } from "./closers.ts";
import type { Common } from "./common.ts";
import { BATCH_BYTES, L1_POLL_MS, L1_TIMEOUT_MS, MAX_BACKOFF_MS } from "./options.ts";

const REORG_WINDOW = 64;
const LOG_BLOCKS = 1_000;
const KEPT_BYTES = 256 * 1024 * 1024;
const BUMP_AFTER_MS = 30_000;
const MAX_FEE_PER_GAS = 500_000_000_000n;
const RESUBMIT_AFTER_MS = 60_000;
const MAX_UNCONFIRMED_ASSERTIONS = 16;
const CHALLENGER_POLL_MS = 1_000;
const CHALLENGER_STANDBY_SECONDS = 60;

/** The bridge of this node: it posts and asserts where it has the keys. Nothing of it runs before `start`. */
export async function openNodeBridge(
  { options, keys, l1, clock, timers, report, ending }: Common,
  rooms: Omit<ChainPart, "sinceBlock"> & {
    readonly store: BlockStore;
    readonly da: DataAvailability;
    /** Why nothing must be asserted, if so. */
    readonly doubt: () => NovateError | undefined;
  },
  closers: Closers,
): Promise<Bridge> {
  const { genesis } = options;
  // Not the state's, which governance may change: L1 judges by the Inbox's, which it can't.
  const { forceDelay, windDownAfter } = genesisConfigOf(genesis.block).parameters;
  const loop = { pollMs: L1_POLL_MS, maxBackoffMs: MAX_BACKOFF_MS };
  const posts = options.role === "sequencer" && keys.sequencer !== undefined;
  const witnesses = (options.l1Witnesses ?? []).map((url) =>
    createL1Client({ url, timeoutMs: L1_TIMEOUT_MS }),
  );
  const bridge = await openBridge(
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
      ...(posts && {
        poster: {
          ...loop,
          maxAgeMs: options.batchIntervalMs,
          maxBytes: Math.min(BATCH_BYTES, rooms.da.maxPayloadBytes),
          resubmitAfterMs: RESUBMIT_AFTER_MS,
        },
      }),
      ...(options.challenge !== false && {
        challenger: {
          ...{ pollMs: CHALLENGER_POLL_MS, maxBackoffMs: MAX_BACKOFF_MS },
          standbySeconds: CHALLENGER_STANDBY_SECONDS,
        },
      }),
      ...(keys.proposer && {
        asserter: {
          ...loop,
          intervalSeconds: options.assertIntervalSeconds,
          maxUnconfirmed: MAX_UNCONFIRMED_ASSERTIONS,
          programHash: toHex(programRoot()),
        },
      }),
    },
    {
      ...{ client: l1, witnesses, clock, timers, report },
      ...(posts && { posterAccount: keys.sequencer }),
      ...(keys.proposer && { asserterAccount: keys.proposer }),
      ...rooms,
      onPosterHalt: ending.end,
      machine: rooms.chain.machine,
      program: programImage(),
    },
  );
  closers.add(() => bridge.close());
  return bridge;
}
