/**
 * Follows L1 at a confirmed depth and is the node's only source of L1 facts: messages, batches, assertions. Nothing of an
 * unconfirmed block is taken; every list is checked for gaps and against the contracts' own hash chains, so that an endpoint
 * that lies by leaving out, adding or changing is found out.
 */
import type { PublicClient } from "viem";
import type { Clock } from "../../primitives/clock.ts";
import { NovateError } from "../../primitives/error.ts";
import type { Timers } from "../../primitives/timers.ts";
import type { BlockStore } from "../../store/port.ts";
import type { Report } from "../events.ts";
import { least } from "../extremes.ts";
import { Loop, type LoopHealth } from "../loop.ts";
import type { InboxMessage, L1Batch, L1View } from "../port.ts";
import { AssertionTree } from "./assertion-tree.ts";
import { ConfirmedChain, type ConfirmedChainOptions, type L1Header } from "./chain.ts";
import { type Checkpoint, decodeCheckpoint, deploymentIdentity, encodeCheckpoint } from "./checkpoint.ts";
import { requireComplete, requireHeads } from "./completeness.ts";
import { checkDeployment, WRONG_DEPLOYMENT } from "./deployment.ts";
import { l1Error } from "./errors.ts";
import { EMPTY_INBOX, type InboxHeads, InboxLog } from "./inbox-log.ts";
import { l1Transactions } from "./l1-transactions.ts";
import { type L1Addresses, L1Reader } from "./reader.ts";
import { ClockSkew } from "./skew.ts";

export interface L1WatcherOptions extends ConfirmedChainOptions {
  readonly chainId: number;
  readonly addresses: L1Addresses;
  /** L1 block of the first contract. */
  readonly deployBlock: bigint;
  /** Of genesis; the Inbox's `FORCE_DELAY` must be the same. Seconds after which a message is due. */
  readonly forceDelay: bigint;
  /** Of genesis; the Inbox's `SELF_DELAY` must not be longer. Seconds, 0 = never. */
  readonly windDownAfter: bigint;
  readonly pollMs: number;
  readonly maxBackoffMs: number;
  /** Most L1 blocks asked for in one query of logs. */
  readonly maxLogBlocks: number;
  /** Memory for messages and batches that nobody released yet, in bytes; the watcher waits when it is full. */
  readonly maxKeptBytes: number;
}

export interface L1WatcherDependencies {
  readonly client: PublicClient;
  /** Further endpoints of the same L1, asked when `quorum` is above 1. */
  readonly witnesses: readonly PublicClient[];
  readonly store: Pick<BlockStore, "getMeta" | "putMeta"> & Partial<Pick<BlockStore, "putL1Transactions">>;
  readonly timers: Timers;
  readonly report: Report;
  /** Compared with L1's time, where it is given. */
  readonly clock?: Clock;
}

export interface L1WatcherStatus extends LoopHealth {
  readonly confirmedBlock: bigint | undefined;
  /** Everything up to the confirmed block was read. */
  readonly caughtUp: boolean;
  /** Logs are read up to this block, of those up to L1's newest one. */
  readonly scannedBlock: bigint;
  readonly newestBlock: bigint | undefined;
  /** Seconds that this machine's clock is ahead of L1's; see {@link ClockSkew.seconds}. */
  readonly clockSkew: number | undefined;
  readonly messageCount: bigint;
  readonly batchCount: bigint;
  readonly keptBytes: number;
}

const META_KEY = "bridge/inbox";
/** Applied batches that stay in memory, so that a derivation that restarts a little behind the chain finds them. */
const SPARE_BATCHES = 64n;
/** Batches handed to a subscriber at once. */
const BATCH_PAGE = 256;
const TOO_DEEP = "L1_REORG_TOO_DEEP";

export class L1Watcher implements L1View {
  readonly #options: L1WatcherOptions;
  readonly #store: L1WatcherDependencies["store"];
  readonly #report: Report;
  readonly #identity: string;
  readonly #chain: ConfirmedChain;
  readonly #reader: L1Reader;
  readonly #client: PublicClient;
  readonly #clock: Clock | undefined;
  readonly #skew = new ClockSkew();
  readonly #inbox: InboxLog;
  readonly #loop: Loop;
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Set<() => void>();
  #tree: AssertionTree;
  /** Logs up to this block are read. */
  #scanned: bigint;
  /** Up to this block nothing was left out: the contracts counted as much as the logs held. */
  #complete: bigint;
  #origin: L1Header | undefined;
  #publishedBlock: bigint;
  /** Last block of the newest batch below the kept ones. */
  #basePublishedBlock: bigint;
  #exposed: InboxHeads;
  #exposedL1Block: bigint;
  /** The first round of this run still has to compare what an earlier run showed with what L1 has. */
  #unproven: InboxHeads | undefined;
  #isChecked = false;
  /** Batches below this were announced to every listener; a subscriber never sees one earlier than they do. */
  #announced = 0n;
  #closed = false;
  #halted: NovateError | undefined;

  /** Loads the checkpoint of an earlier run, if any; see {@link openL1Watcher}. */
  constructor(
    options: L1WatcherOptions,
    dependencies: L1WatcherDependencies,
    checkpoint: Checkpoint | undefined,
  ) {
    const { client, witnesses, store, timers, report } = dependencies;
    this.#options = options;
    this.#store = store;
    this.#report = report;
    this.#client = client;
    this.#clock = dependencies.clock;
    this.#identity = deploymentIdentity(options.chainId, options.addresses.inbox, options.addresses.rollup);
    this.#chain = new ConfirmedChain(
      { ...options, headers: checkpoint?.headers ?? [] },
      { client, witnesses },
    );
    this.#reader = new L1Reader(options.addresses, { client });
    this.#inbox = new InboxLog(checkpoint?.base ?? EMPTY_INBOX);
    this.#tree = new AssertionTree(checkpoint?.confirmed);
    this.#scanned = checkpoint?.block ?? options.deployBlock - 1n;
    this.#complete = this.#scanned;
    this.#publishedBlock = checkpoint?.publishedBlock ?? 0n;
    this.#basePublishedBlock = this.#publishedBlock;
    this.#exposed = checkpoint?.exposed ?? EMPTY_INBOX;
    this.#exposedL1Block = checkpoint?.exposedL1Block ?? 0n;
    this.#unproven = checkpoint?.exposed;
    this.#loop = new Loop(
      {
        name: "L1 watcher",
        intervalMs: options.pollMs,
        maxBackoffMs: options.maxBackoffMs,
        fatal: [TOO_DEEP, ...WRONG_DEPLOYMENT],
      },
      { round: () => this.poll(), timers, report },
    );
  }

  start(): void {
    this.#loop.start();
  }

  /** Ends the loop and every subscription. */
  async close(): Promise<void> {
    await this.#loop.close();
    this.#closed = true;
    this.#notify();
  }

  get status(): L1WatcherStatus {
    return {
      ...this.#loop.health,
      confirmedBlock: this.#origin?.number,
      caughtUp: this.#origin !== undefined,
      scannedBlock: this.#scanned,
      newestBlock: this.#chain.latest?.number,
      clockSkew: this.#skew.seconds,
      messageCount: this.#inbox.heads.messageCount,
      batchCount: this.#inbox.heads.batchCount,
      keptBytes: this.#inbox.keptBytes,
    };
  }

  /** Newest confirmed L1 block. Throws `L1_NOT_READY` before the first round succeeded, or why the watcher halted. */
  origin(): { readonly number: bigint; readonly time: bigint } {
    const { number, time } = this.#ready();
    return { number, time };
  }

  messages(fromIndex: bigint, limit: number): readonly InboxMessage[] {
    this.#ready();
    return this.#inbox.messages(fromIndex, limit);
  }

  dueCount(seconds: bigint): bigint {
    this.#ready();
    return this.#inbox.dueCount(seconds, this.#options.forceDelay);
  }

  /** Index of the oldest batch that can still be asked for. */
  get firstKeptBatch(): number {
    return Number(this.#inbox.base.batchCount);
  }

  /** Confirmed batches from `fromIndex` on, at most `limit`. Throws `L1_RELEASED` below what is kept. */
  batchList(fromIndex: number, limit: number): readonly L1Batch[] {
    return this.#inbox.batches(BigInt(fromIndex), limit);
  }

  /** Confirmed batches from `fromIndex` on, as they come. Ends on abort or close; throws why the watcher halted. */
  async *batches(fromIndex: number, signal: AbortSignal): AsyncIterable<L1Batch> {
    let next = fromIndex;
    while (!signal.aborted && !this.#closed) {
      if (this.#halted) throw this.#halted;
      const page = this.#inbox
        .batches(BigInt(next), BATCH_PAGE)
        .filter(({ index }) => index < this.#announced);
      for (const batch of page) {
        if (signal.aborted) return;
        yield batch;
        next = batch.index + 1;
      }
      if (page.length === 0) await this.#changed(signal);
    }
  }

  /** The Rollup's confirmed view of its assertions. */
  get assertions(): AssertionTree {
    return this.#tree;
  }

  /** Last block of the newest confirmed batch; 0 before the first. */
  get publishedBlock(): bigint {
    return this.#publishedBlock;
  }

  /** Resolves once everything confirmed was read for the first time in this run. Throws why the watcher halted. */
  async ready(signal: AbortSignal): Promise<void> {
    while (this.#origin === undefined) {
      if (this.#halted) throw this.#halted;
      signal.throwIfAborted();
      await this.#changed(signal);
    }
  }

  /** Called after each round that changed something. Must be quick and must not throw. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Tells what the chain has behind it: messages below `inboxCursor` that are due at `timestamp` (ms), and batches up to
   * block `number`, will not be asked for again and may be dropped.
   */
  release(behind: {
    readonly inboxCursor: bigint;
    readonly timestamp: bigint;
    readonly number: bigint;
  }): void {
    const { base } = this.#inbox;
    const due = this.#inbox.dueCount(behind.timestamp / 1000n, this.#options.forceDelay);
    let batchCount = base.batchCount;
    for (const batch of this.#inbox.batches(base.batchCount, BATCH_PAGE)) {
      if (batch.lastBlock <= behind.number) batchCount = BigInt(batch.index) + 1n;
    }
    const spare = batchCount - SPARE_BATCHES;
    if (spare > base.batchCount) {
      const last = this.#inbox.batches(spare - 1n, 1)[0];
      if (last) this.#basePublishedBlock = last.lastBlock;
    }
    this.#inbox.release(least(behind.inboxCursor, due), spare);
  }

  /**
   * Rounds until everything confirmed is read. Throws as {@link ConfirmedChain.look}, `L1_MISMATCH`, `L1_RPC`, `L1_BACKLOG`,
   * or a halt. Safe to repeat after any failure.
   */
  async poll(): Promise<void> {
    try {
      await this.#check();
      let more = true;
      while (more) {
        if (this.#halted) throw this.#halted;
        if (this.#inbox.keptBytes > this.#options.maxKeptBytes) {
          throw new NovateError(
            "L1_BACKLOG",
            `expected at most ${this.#options.maxKeptBytes} bytes of unreleased messages`,
          );
        }
        more = await this.#step();
      }
    } catch (cause) {
      const error = l1Error(cause);
      // Something was left out or made up somewhere since the last complete block: read all of it again.
      if (error.code === "L1_MISMATCH" || error.code === "L1_REVERTED") this.#scanned = this.#complete;
      throw error;
    }
  }

  /** One range of blocks; true when more are confirmed already. */
  async #step(): Promise<boolean> {
    const { maxLogBlocks } = this.#options;
    const look = await this.#chain.look(this.#scanned + 1n, maxLogBlocks);
    const { latest } = this.#chain;
    if (latest && this.#clock) this.#skew.look(latest.number, latest.time, this.#clock.now());
    if (look.status === "empty") return false;
    if (look.status === "reorged") {
      this.#reorged(look.ancestor);
      return true;
    }
    const { headers, confirmed } = look;
    if (this.#unproven !== undefined) await this.#prove(this.#unproven, confirmed);
    const goal = headers.at(-1) ?? confirmed;
    const hashes = new Map(headers.map((header) => [header.number, header.hash]));
    while (this.#scanned < goal.number) {
      const last = least(this.#scanned + BigInt(maxLogBlocks), goal.number);
      await this.#scan(last, confirmed, (number) => hashes.get(number) ?? this.#chain.hashAt(number));
    }
    this.#chain.accept(headers);
    const complete = goal.number === confirmed.number;
    const news = headers.length > 0 || this.#origin === undefined;
    if (complete) {
      if (news) await requireComplete(this.#reader, this.#inbox.heads, this.#tree, confirmed);
      this.#complete = confirmed.number;
      // After a rollback the new blocks may be fewer at first: the origin never goes backwards.
      if (this.#origin === undefined || confirmed.number >= this.#origin.number) this.#origin = confirmed;
    }
    if (news) {
      this.#exposed = this.#inbox.heads;
      await this.#save();
      this.#notify();
    }
    return !complete;
  }

  /** Reads the logs up to `last` and believes them once the contracts, as of `pin`, have the same hash chains. */
  async #scan(
    last: bigint,
    pin: L1Header,
    hashAt: (number: bigint) => L1Header["hash"] | undefined,
  ): Promise<void> {
    const events = await this.#reader.events(this.#scanned + 1n, last, hashAt);
    const inboxEvents = events.filter(
      (event) => event.name === "MessageDelivered" || event.name === "BatchAppended",
    );
    const rollupEvents = events.filter((event) => event.name === "Asserted" || event.name === "Confirmed");
    const staged = this.#inbox.stage(inboxEvents);
    const tree = this.#tree.with(rollupEvents);
    if (staged.messages.length + staged.batches.length > 0)
      await requireHeads(this.#reader, staged.heads, pin, "L1_MISMATCH");
    await this.#store.putL1Transactions?.(l1Transactions(events));
    this.#inbox.commit(staged);
    this.#tree = tree;
    this.#scanned = last;
    this.#publishedBlock = staged.batches.at(-1)?.batch.lastBlock ?? this.#publishedBlock;
    const newest = events.findLast(({ name }) => name !== "WithdrawalPaid")?.l1Block ?? 0n;
    if (newest > this.#exposedL1Block) this.#exposedL1Block = newest;
  }

  /** What an earlier run showed must still be on L1. */
  async #prove(exposed: InboxHeads, confirmed: L1Header): Promise<void> {
    try {
      await requireHeads(this.#reader, exposed, confirmed, TOO_DEEP);
    } catch (error) {
      if (error instanceof NovateError && error.code === TOO_DEEP) this.#halt(error);
      throw error;
    }
    this.#unproven = undefined;
  }

  #reorged(ancestor: L1Header | undefined): void {
    const kept = this.#chain.headers[0];
    if (ancestor === undefined || ancestor.number < this.#exposedL1Block) {
      const error = new NovateError(
        TOO_DEEP,
        "expected confirmed L1 blocks to stay; they were replaced under messages this node has used. Raise the number of " +
          "confirmations and derive the chain anew",
        { ancestor: ancestor?.number, oldestKept: kept?.number, newestUsed: this.#exposedL1Block },
      );
      this.#halt(error);
      throw error;
    }
    this.#report({
      level: "warn",
      code: "L1_REORG",
      message: "confirmed L1 blocks were replaced; nothing in them was used",
      data: { ancestor: ancestor.number, tip: this.#chain.tip?.number },
    });
    this.#chain.rewind(ancestor);
    this.#scanned = least(this.#scanned, ancestor.number);
    this.#complete = least(this.#complete, ancestor.number);
  }

  #halt(error: NovateError): void {
    this.#halted = error;
    this.#notify();
  }

  #ready(): L1Header {
    if (this.#halted) throw this.#halted;
    if (this.#origin) return this.#origin;
    throw new NovateError("L1_NOT_READY", "expected L1 to be read up to its confirmed block first");
  }

  async #check(): Promise<void> {
    if (this.#isChecked) return;
    try {
      await checkDeployment({ ...this.#options, ...this.#options.addresses }, this.#client);
    } catch (error) {
      if (error instanceof NovateError && WRONG_DEPLOYMENT.includes(error.code)) this.#halt(error);
      throw error;
    }
    this.#isChecked = true;
  }

  async #save(): Promise<void> {
    await this.#store.putMeta(
      META_KEY,
      encodeCheckpoint({
        identity: this.#identity,
        block: this.#checkpointBlock(),
        base: this.#inbox.base,
        confirmed: this.#tree.confirmed,
        publishedBlock: this.#basePublishedBlock,
        exposed: this.#exposed,
        exposedL1Block: this.#exposedL1Block,
        headers: this.#chain.headers,
      }),
    );
  }

  /** The last block before anything that is only in memory. */
  #checkpointBlock(): bigint {
    let block = this.#scanned;
    for (const oldest of [this.#inbox.oldestL1Block, this.#tree.oldestL1Block]) {
      if (oldest !== undefined && oldest <= block) block = oldest - 1n;
    }
    return block;
  }

  #notify(): void {
    this.#announced = this.#inbox.heads.batchCount;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    for (const listener of this.#listeners) listener();
  }

  #changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener("abort", wake);
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }
}

/** A watcher that goes on where an earlier run stopped. Throws `L1_CHECKPOINT` when the store belongs to another deployment. */
export async function openL1Watcher(
  options: L1WatcherOptions,
  dependencies: L1WatcherDependencies,
): Promise<L1Watcher> {
  const saved = await dependencies.store.getMeta(META_KEY);
  const { inbox, rollup } = options.addresses;
  const identity = deploymentIdentity(options.chainId, inbox, rollup);
  return new L1Watcher(options, dependencies, saved && decodeCheckpoint(saved, identity));
}
