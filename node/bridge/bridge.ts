/** The bridge of one node, put together: what it reads from L1, and what it does there if it has a key. */
import { join } from "node:path";
import type { Address, LocalAccount, PublicClient } from "viem";
import type { DataAvailability } from "../da/port.ts";
import type { Clock } from "../primitives/clock.ts";
import { errorCode, errorMessage } from "../primitives/error.ts";
import type { Timers } from "../primitives/timers.ts";
import type { Chain } from "../sequencer/port.ts";
import type { StateMachine } from "../state-machine/index.ts";
import type { BlockStore, StoredBlock } from "../store/port.ts";
import { Asserter, type AsserterOptions } from "./asserter/asserter.ts";
import { Judge } from "./asserter/judge.ts";
import { RollupContract } from "./asserter/rollup-contract.ts";
import { StateRoots } from "./asserter/state-roots.ts";
import { BatchEnds } from "./batch-ends.ts";
import type { Report } from "./events.ts";
import { FinalityTracker } from "./finality.ts";
import { HeaderArchive } from "./header-archive.ts";
import { readHeaderProof } from "./header-proof.ts";
import { L1Sender, type L1SenderOptions } from "./l1/sender.ts";
import { type L1Watcher, type L1WatcherOptions, openL1Watcher } from "./l1/watcher.ts";
import { InboxContract } from "./poster/inbox-state.ts";
import { BatchPoster, type BatchPosterOptions } from "./poster/poster.ts";
import { Withdrawals } from "./withdrawals.ts";

export interface BridgeOptions {
  /** Folder for the bridge's own files. */
  readonly folder: string;
  readonly addresses: { readonly inbox: Address; readonly rollup: Address; readonly vault: Address };
  readonly l1: Omit<L1WatcherOptions, "addresses">;
  readonly sender: Omit<L1SenderOptions, "chainId">;
  /** Given on the sequencer: post batches. Needs an account and a data-availability layer. */
  readonly poster?: Omit<BatchPosterOptions, "inbox">;
  /** Given where states are asserted. Needs an account. */
  readonly asserter?: AsserterOptions;
}

export interface BridgeDependencies {
  readonly client: PublicClient;
  readonly witnesses: readonly PublicClient[];
  /** Signs on L1; may post and assert with one account, its transactions take turns. */
  readonly account?: LocalAccount;
  readonly chain: Chain;
  readonly machine: Pick<StateMachine, "proveHeader" | "withdrawals" | "view" | "stateRoot">;
  readonly store: BlockStore;
  readonly da?: DataAvailability;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly report: Report;
}

/** Between kept headers at most a quarter of a payload, unless the options say what a payload is. */
const DEFAULT_KEEP_EVERY_BYTES = 1024 * 1024;

export interface Bridge {
  /** The sequencer's and derivation's view of L1; await its `ready` before sealing or deriving. */
  readonly l1: L1Watcher;
  readonly finality: FinalityTracker;
  readonly withdrawals: Withdrawals;
  readonly poster: BatchPoster | undefined;
  readonly asserter: Asserter | undefined;
  start(): void;
  /** Ends every loop, then closes the bridge's files. Close it after the sequencer and before the store. */
  close(): Promise<void>;
}

/**
 * Opens the bridge on a chain that stands at its head. Call before the first new block is sealed. Throws `L1_CHECKPOINT`,
 * `L1_QUORUM`, `BATCH_OPTIONS`.
 */
export async function openBridge(options: BridgeOptions, dependencies: BridgeDependencies): Promise<Bridge> {
  const { addresses } = options;
  const { client, chain, machine, store, account, da, timers, report, clock } = dependencies;
  const headers = await HeaderArchive.open({ path: join(options.folder, "headers.bin") });
  const watcher = await openL1Watcher({ ...options.l1, addresses }, dependencies);
  const roots = new StateRoots({ store });
  const judge = new Judge({ roots });
  const inbox = new InboxContract(addresses.inbox, { client });
  const rollup = new RollupContract(addresses.rollup, { client });
  const keepEveryBytes = options.poster ? Math.floor(options.poster.maxBytes / 4) : DEFAULT_KEEP_EVERY_BYTES;
  const ends = new BatchEnds(
    { keepEveryBytes, fromBatch: watcher.firstKeptBatch },
    { headers, watcher, report },
  );

  headers.observe(readHeaderProof(machine.stateRoot, machine.proveHeader()));

  function onBlock(block: StoredBlock): void {
    roots.add(block);
    const header = readHeaderProof(block.stateRoot, machine.proveHeader());
    headers.observe(header);
    ends.onBlock(header, block.bytes.length);
    watcher.release({ inboxCursor: header.inboxCursor, timestamp: block.timestamp, number: block.number });
  }
  const unsubscribe = [
    chain.onBlock(({ block }) => {
      try {
        onBlock(block);
      } catch (error) {
        report({
          level: "alarm",
          code: errorCode(error),
          message: errorMessage(error),
          data: { number: block.number },
        });
      }
    }),
    watcher.onChange(() => ends.onL1Change(chain.head.number)),
  ];

  const sender =
    account &&
    new L1Sender({ ...options.sender, chainId: options.l1.chainId }, { client, account, timers, report });
  const poster =
    options.poster && sender && da
      ? new BatchPoster(
          { ...options.poster, inbox: addresses.inbox },
          { chain, store, da, client, sender, headers, clock, timers, report },
        )
      : undefined;
  const asserter =
    options.asserter && sender
      ? new Asserter(options.asserter, {
          ...{ watcher, inbox, rollup, sender, judge, roots, headers, store },
          ...{ clock, timers, report },
        })
      : undefined;
  const finality = new FinalityTracker(
    { pollMs: options.l1.pollMs },
    { chain, watcher, judge, timers, report },
  );
  const withdrawals = new Withdrawals(
    { vault: addresses.vault },
    { tree: machine.withdrawals, watcher, judge, headers, client },
  );

  return {
    l1: watcher,
    finality,
    withdrawals,
    poster,
    asserter,
    start() {
      watcher.start();
      finality.start();
      poster?.start();
      asserter?.start();
    },
    async close() {
      await asserter?.close();
      await poster?.close();
      await finality.close();
      await watcher.close();
      for (const stop of unsubscribe) stop();
      await headers.close();
    },
  };
}
