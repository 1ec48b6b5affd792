/** The bridge of one node, put together: what it reads from L1, and what it does there if it has a key. */
import { join } from "node:path";
import type { Address, LocalAccount, PublicClient } from "viem";
import type { DataAvailability } from "../da/port.ts";
import type { Clock } from "../primitives/clock.ts";
import { errorCode, errorMessage, NovateError } from "../primitives/error.ts";
import type { Timers } from "../primitives/timers.ts";
import type { Chain } from "../sequencer/port.ts";
import type { StateMachine } from "../state-machine/index.ts";
import type { Image } from "../state-machine/machine/image.ts";
import type { BlockStore, StoredBlock } from "../store/port.ts";
import { Asserter, type AsserterOptions } from "./asserter/asserter.ts";
import { Judge } from "./asserter/judge.ts";
import { RollupContract } from "./asserter/rollup-contract.ts";
import { StateRoots } from "./asserter/state-roots.ts";
import { BatchEnds } from "./batch-ends.ts";
import { Challenger, type ChallengerOptions } from "./challenger/challenger.ts";
import type { SnapshotFiles } from "./challenger/trace/tracer.ts";
import type { Report } from "./events.ts";
import { BridgeFacts } from "./facts/index.ts";
import { FinalityTracker } from "./finality.ts";
import { HeaderArchive } from "./header-archive.ts";
import { readHeaderProof } from "./header-proof.ts";
import { l1Error } from "./l1/errors.ts";
import { createMessageReader, type MessageReader } from "./l1/old-messages.ts";
import { L1Sender, type L1SenderOptions } from "./l1/sender.ts";
import { type L1Watcher, type L1WatcherOptions, openL1Watcher } from "./l1/watcher.ts";
import { InboxContract, type InboxState } from "./poster/inbox-state.ts";
import { BatchPoster, type BatchPosterOptions } from "./poster/poster.ts";
import { Withdrawals } from "./withdrawals.ts";

export interface BridgeOptions {
  /** Folder for the bridge's own files. */
  readonly folder: string;
  readonly addresses: { readonly inbox: Address; readonly rollup: Address; readonly vault: Address };
  readonly l1: Omit<L1WatcherOptions, "addresses">;
  readonly sender: Omit<L1SenderOptions, "chainId">;
  /** Given on the sequencer: post batches. Needs `posterAccount` and `da`. */
  readonly poster?: Omit<BatchPosterOptions, "inbox">;
  /** Given where states are asserted. Needs `asserterAccount`. */
  readonly asserter?: AsserterOptions;
  /** Given where disputes are shown, and played when there is an `asserterAccount`. Needs `program` and `snapshots`. */
  readonly challenger?: Omit<ChallengerOptions, "addresses" | "fromBlock" | "maxLogBlocks">;
}

export interface BridgeDependencies {
  readonly client: PublicClient;
  readonly witnesses: readonly PublicClient[];
  /** The Inbox's sequencer. One account may do both: its transactions then take turns. */
  readonly posterAccount?: LocalAccount;
  readonly asserterAccount?: LocalAccount;
  /** `onExecuted` as in the sequencer's chain: while the machine stands at the block. */
  readonly chain: Chain & { onExecuted(listener: (block: StoredBlock) => void): () => void };
  readonly machine: Pick<StateMachine, "proveHeader" | "withdrawals" | "stateRoot">;
  readonly store: BlockStore;
  readonly da?: DataAvailability;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly report: Report;
  /** The program that L1 judges by. */
  readonly program?: Image;
  readonly snapshots?: SnapshotFiles;
  /** Publishing has ended for good. */
  onPosterHalt?(error: NovateError): void;
  /** Why this node must not trust its own states now; the asserter rests as long as there is a reason. */
  doubt?(): NovateError | undefined;
}

/** Between kept headers at most a quarter of a payload, unless the options say what a payload is. */
const DEFAULT_KEEP_EVERY_BYTES = 1024 * 1024;

export interface Bridge {
  /** The sequencer's and derivation's view of L1; await its `ready` before sealing or deriving. */
  readonly l1: L1Watcher;
  readonly finality: FinalityTracker;
  /** For derivation: self-sequenced blocks may name messages that `l1` holds no more. */
  readonly oldMessages: MessageReader;
  readonly withdrawals: Withdrawals;
  /** What users of the bridge ask: caps, pauses, payments, messages. */
  readonly facts: BridgeFacts;
  /** Header proofs of the newest states and of those at the ends of batches. */
  readonly headers: Pick<HeaderArchive, "ofState">;
  readonly poster: BatchPoster | undefined;
  readonly asserter: Asserter | undefined;
  readonly challenger: Challenger | undefined;
  /** Sends for the account that asserts, else for the one that posts; everything else of that account must go through it. */
  readonly sender: L1Sender | undefined;
  /** What the Inbox says now, confirmed or not. Throws `L1_RPC`. */
  inboxState(): Promise<InboxState>;
  /** Starts every loop but the poster's. */
  start(): void;
  /** Starts to publish. Before, everything that L1 holds must be in the store: the poster builds on it. */
  startPosting(): void;
  /** Ends every loop, then closes the bridge's files. Close it after the sequencer and before the store. */
  close(): Promise<void>;
}

/**
 * Opens the bridge on a chain that stands at its head. Call before the first new block is executed. Throws `L1_CHECKPOINT`,
 * `L1_QUORUM`, `BATCH_OPTIONS`, `BRIDGE_OPTIONS`.
 */
export async function openBridge(options: BridgeOptions, dependencies: BridgeDependencies): Promise<Bridge> {
  const { addresses } = options;
  const { client, chain, machine, store, timers, report, clock } = dependencies;
  requireParts(options, dependencies);
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

  const observe = () => headers.observe(readHeaderProof(machine.stateRoot, machine.proveHeader()));
  observe();

  function onDurable({ number, bytes, timestamp, stateRoot }: StoredBlock): void {
    const header = headers.ofState(stateRoot);
    if (header === undefined)
      throw new NovateError("HEADER_MISSING", `expected the header proof of block ${number}`);
    ends.onBlock(number, header, bytes.length);
    watcher.release({ inboxCursor: header.inboxCursor, timestamp, number });
  }
  const guarded = (listener: (block: StoredBlock) => void) => (block: StoredBlock) => {
    try {
      listener(block);
    } catch (error) {
      report({
        level: "alarm",
        code: errorCode(error),
        message: errorMessage(error),
        data: { number: block.number },
      });
    }
  };
  const durable = guarded(onDurable);
  const remember = guarded((block) => roots.add(block));
  const senders = createSenders(options, dependencies);
  const poster =
    options.poster &&
    new BatchPoster(
      { ...options.poster, inbox: addresses.inbox },
      {
        ...{ chain, store, da: dependencies.da!, client, sender: senders.poster!, headers },
        ...{ clock, timers, report },
        onHalt: (error) => dependencies.onPosterHalt?.(error),
      },
    );
  const asserter =
    options.asserter &&
    new Asserter(options.asserter, {
      ...{ watcher, inbox, rollup, sender: senders.asserter!, judge, roots, headers, store },
      ...{ clock: latestOf(clock, watcher), timers, report },
      doubt: () => dependencies.doubt?.(),
    });
  const challenger = createChallenger(options, dependencies, {
    ...{ watcher, judge, roots },
    sender: senders.asserter,
  });
  const finality = new FinalityTracker(
    { pollMs: options.l1.pollMs },
    { chain, watcher, judge, timers, report },
  );
  const withdrawals = new Withdrawals(
    { vault: addresses.vault },
    { tree: machine.withdrawals, watcher, judge, headers, client },
  );

  const unsubscribe = [
    chain.onExecuted(guarded(observe)),
    chain.onBlock(({ block }) => {
      remember(block);
      durable(block);
    }),
    watcher.onChange(() => ends.onL1Change(chain.head.number)),
    finality.onChange(({ final }) => {
      headers.prune(final).catch((error: unknown) => {
        report({ level: "warn", code: errorCode(error), message: errorMessage(error) });
      });
    }),
  ];

  const { deployBlock, maxLogBlocks } = options.l1;
  const oldMessages = createMessageReader(
    { inbox: addresses.inbox, deployBlock, maxLogBlocks },
    { client, watcher },
  );

  return {
    l1: watcher,
    finality,
    oldMessages,
    withdrawals,
    facts: new BridgeFacts(addresses, { client, clock, store, watcher, judge }),
    headers,
    poster,
    asserter,
    challenger,
    sender: senders.asserter ?? senders.poster,
    inboxState: () =>
      inbox.state().catch((error: unknown) => {
        throw l1Error(error);
      }),
    start() {
      watcher.start();
      finality.start();
      asserter?.start();
      challenger?.start();
    },
    startPosting: () => poster?.start(),
    async close() {
      await challenger?.close();
      await asserter?.close();
      await poster?.close();
      await finality.close();
      await watcher.close();
      for (const stop of unsubscribe) stop();
      await headers.close();
    },
  };
}

/** The node's clock, or L1's where that is ahead: what L1 lets happen is due by L1's time. */
function latestOf(clock: Clock, l1: L1Watcher): Clock {
  const l1Time = () => (l1.status.caughtUp ? Number(l1.origin().time) * 1000 : 0);
  return { now: () => Math.max(clock.now(), l1Time()) };
}

/** Looks wherever it is asked for; plays where there is an account that asserts. */
function createChallenger(
  options: BridgeOptions,
  dependencies: BridgeDependencies,
  parts: { readonly watcher: L1Watcher; readonly judge: Judge; readonly roots: StateRoots } & {
    readonly sender: L1Sender | undefined;
  },
): Challenger | undefined {
  if (options.challenger === undefined) return undefined;
  const { program, snapshots, client, store, da, clock, timers, report, doubt } = dependencies;
  if (program === undefined || snapshots === undefined) {
    throw new NovateError("BRIDGE_OPTIONS", "expected a program and snapshots to challenge with");
  }
  const { deployBlock: fromBlock, maxLogBlocks } = options.l1;
  return new Challenger(
    { ...options.challenger, addresses: options.addresses, fromBlock, maxLogBlocks },
    {
      ...{ ...parts, program, snapshots, client, store, clock, timers, report },
      ...(da === undefined ? {} : { da }),
      doubt: () => doubt?.(),
    },
  );
}

function requireParts(options: BridgeOptions, dependencies: BridgeDependencies): void {
  if (options.poster && (!dependencies.posterAccount || !dependencies.da)) {
    throw new NovateError(
      "BRIDGE_OPTIONS",
      "expected an account and a data-availability layer to post batches with",
    );
  }
  if (options.asserter && !dependencies.asserterAccount) {
    throw new NovateError("BRIDGE_OPTIONS", "expected an account to assert with");
  }
}

/** One sender for one account, even when it does both: two would take each other's nonces. */
function createSenders(
  options: BridgeOptions,
  { client, posterAccount, asserterAccount, timers, report }: BridgeDependencies,
): { readonly poster: L1Sender | undefined; readonly asserter: L1Sender | undefined } {
  const create = (account: LocalAccount) =>
    new L1Sender({ ...options.sender, chainId: options.l1.chainId }, { client, account, timers, report });
  const poster = posterAccount && create(posterAccount);
  const same = asserterAccount && asserterAccount.address === posterAccount?.address;
  return { poster, asserter: same ? poster : asserterAccount && create(asserterAccount) };
}
