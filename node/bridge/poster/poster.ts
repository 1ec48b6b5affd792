/**
 * Publishes sealed blocks: groups them into batches, puts each on the data-availability layer and appends it to the Inbox.
 * Every round starts from what the Inbox says now, every outside effect is preceded by a record in the store, and a batch is
 * named by its first block: whatever is interrupted, repeated or reorganised, one range of blocks is one batch.
 */
import type { PublicClient } from "viem";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import type { DataAvailability } from "../../da/port.ts";
import { equalBytes } from "../../primitives/bytes.ts";
import type { Clock } from "../../primitives/clock.ts";
import { NovateError } from "../../primitives/error.ts";
import type { Timers } from "../../primitives/timers.ts";
import type { Chain } from "../../sequencer/port.ts";
import type { BatchRecord, BlockStore, StoredBlock } from "../../store/port.ts";
import type { Report } from "../events.ts";
import type { HeaderArchive } from "../header-archive.ts";
import { nextBatchHash, toStruct } from "../l1/batch.ts";
import { revertName } from "../l1/errors.ts";
import type { L1Call, L1Sender } from "../l1/sender.ts";
import { Loop, type LoopHealth } from "../loop.ts";
import { InboxContract, type InboxState } from "./inbox-state.ts";
import { blocksThatFit, buildPayload, type Payload, payloadCost, readBlocks } from "./payload.ts";
import { Publisher, type PublisherOptions } from "./publisher.ts";

export interface BatchPosterOptions extends PublisherOptions {
  readonly inbox: `0x${string}`;
  /** A batch closes when its first block is this old, ms ... */
  readonly maxAgeMs: number;
  /** ... or when its payload would pass this many bytes; at most what the data-availability layer takes. */
  readonly maxBytes: number;
  readonly pollMs: number;
  readonly maxBackoffMs: number;
}

export interface BatchPosterDependencies {
  readonly chain: Chain;
  readonly store: BlockStore;
  readonly da: DataAvailability;
  readonly client: PublicClient;
  readonly sender: L1Sender;
  readonly headers: HeaderArchive;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly report: Report;
  /** Told when publishing has ended for good: what the node seals from then on will never be on L1. */
  onHalt?(error: NovateError): void;
}

export interface BatchPosterStatus extends LoopHealth {
  /** First block that is in no batch on L1. */
  readonly nextBlock: bigint | undefined;
  readonly batchCount: number | undefined;
  /** Payload bytes of sealed blocks that are in no batch on L1: what back-pressure looks at. */
  readonly unpublishedBytes: number;
  /** Time of the oldest sealed block that is in no batch on L1, ms; undefined when there is none, or not known yet. */
  readonly unpublishedSince: bigint | undefined;
}

/** What no repetition can mend: somebody else posted, or the store is not what was posted. */
const FATAL = ["BATCH_FOREIGN", "BATCH_DIVERGED", "BATCH_MISMATCH", "BATCH_BLOCK_TOO_LARGE"];

export class BatchPoster {
  readonly #options: BatchPosterOptions;
  readonly #dependencies: BatchPosterDependencies;
  readonly #inbox: InboxContract;
  readonly #publisher: Publisher;
  readonly #loop: Loop;
  readonly #unsubscribe: () => void;
  /** Unpublished bytes are counted from this block on; undefined before the first count. */
  #countedFrom: bigint | undefined;
  #counting = false;
  #unpublishedBytes = 0;
  #oldest: Pick<StoredBlock, "number" | "timestamp"> | undefined;
  #state: InboxState | undefined;
  #verified: number | undefined;
  /** A batch the Inbox called too old: it is closed anew, with later blocks. */
  #stale: number | undefined;
  /** A batch the data-availability layer called too large before it took any of it: it is closed anew, with fewer blocks. */
  #tooLarge: number | undefined;

  /** Throws `BATCH_OPTIONS` when `maxBytes` is more than the data-availability layer takes. */
  constructor(options: BatchPosterOptions, dependencies: BatchPosterDependencies) {
    if (options.maxBytes > dependencies.da.maxPayloadBytes) {
      const limit = dependencies.da.maxPayloadBytes;
      throw new NovateError(
        "BATCH_OPTIONS",
        `expected maxBytes of at most ${limit}, got ${options.maxBytes}`,
      );
    }
    this.#options = options;
    this.#dependencies = dependencies;
    this.#inbox = new InboxContract(options.inbox, dependencies);
    this.#publisher = new Publisher(options, dependencies);
    this.#loop = new Loop(
      { name: "batch poster", intervalMs: options.pollMs, maxBackoffMs: options.maxBackoffMs, fatal: FATAL },
      { ...dependencies, round: (signal) => this.round(signal) },
    );
    this.#unsubscribe = dependencies.chain.onBlock(({ block }) => this.#onBlock(block));
  }

  start(): void {
    this.#loop.start();
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    await this.#loop.close();
  }

  get status(): BatchPosterStatus {
    return {
      ...this.#loop.health,
      nextBlock: this.#state?.nextBlock,
      batchCount: this.#state?.batchCount,
      unpublishedBytes: this.#unpublishedBytes,
      unpublishedSince: this.#oldest?.timestamp,
    };
  }

  /**
   * Brings the Inbox at most one batch further. Throws what stood in the way: `DA_PENDING`, `DA_REFUSED`, `HEADER_MISSING`,
   * `CHAIN_BEHIND`, L1's errors, or a fatal one.
   */
  async round(signal: AbortSignal): Promise<void> {
    const state = await this.#inbox.state();
    this.#state = state;
    await this.#count(state.nextBlock);
    if (this.#oldest?.number !== state.nextBlock)
      this.#oldest = placeOf(await this.#dependencies.store.get(state.nextBlock));
    await this.#verifyLast(state);
    const record = (await this.#prepared(state)) ?? (await this.#prepare(state));
    if (record === undefined) return;
    const included = record.pointer === undefined ? await this.#publish(record, signal) : record;
    await this.#append(included, signal);
  }

  #onBlock(block: StoredBlock): void {
    // While the count is under way, the counting loop itself reaches this block.
    if (this.#countedFrom === undefined || this.#counting) return;
    this.#unpublishedBytes += payloadCost(block);
    if (this.#unpublishedBytes >= this.#options.maxBytes) this.#loop.wake();
  }

  /** Sums up what is unpublished, again whenever the Inbox stands elsewhere than expected. */
  async #count(nextBlock: bigint): Promise<void> {
    const { chain, store } = this.#dependencies;
    if (this.#countedFrom === nextBlock) return;
    this.#counting = true;
    let bytes = 0;
    let next = nextBlock;
    while (next <= chain.head.number) {
      for await (const block of store.range(next, chain.head.number)) {
        bytes += payloadCost(block);
        next = block.number + 1n;
      }
    }
    this.#unpublishedBytes = bytes;
    this.#countedFrom = nextBlock;
    this.#counting = false;
  }

  /** The newest batch on L1 must be ours, byte for byte: two posters with one key would otherwise take turns. */
  async #verifyLast({ batchCount, nextBlock }: InboxState): Promise<void> {
    const index = batchCount - 1;
    if (index < 0 || this.#verified === index) return;
    const { chain, store } = this.#dependencies;
    if (chain.head.number < nextBlock - 1n) {
      throw new NovateError(
        "CHAIN_BEHIND",
        `expected blocks up to ${nextBlock - 1n}, this node has ${chain.head.number}`,
      );
    }
    const record = await this.#record(index);
    if (record?.pointer === undefined) throw foreign(index);
    const [range, previous, hash] = await Promise.all([
      this.#inbox.range(index),
      this.#inbox.hash(index - 1),
      this.#inbox.hash(index),
    ]);
    const ours = nextBatchHash(previous, toStruct(range, record.pointer, record.batchRoot));
    const sameRange = range.firstBlock === record.firstBlock && range.lastBlock === record.lastBlock;
    if (!sameRange || ours !== hash) throw foreign(index, { expected: ours, got: hash });
    if (record.stage !== "appended") await store.putBatch({ ...record, stage: "appended" });
    this.#verified = index;
  }

  /** The record of the batch that comes next, if an earlier round or run made one. */
  async #prepared({ batchCount, nextBlock }: InboxState): Promise<BatchRecord | undefined> {
    const record = await this.#record(batchCount);
    if (record === undefined || this.#stale === batchCount || this.#tooLarge === batchCount) return undefined;
    if (record.firstBlock !== nextBlock) {
      throw new NovateError("BATCH_DIVERGED", `expected batch ${batchCount} to start at ${nextBlock}`, {
        prepared: record.firstBlock,
      });
    }
    return record;
  }

  /** Closes the next batch if it is due. */
  async #prepare({ batchCount, nextBlock }: InboxState): Promise<BatchRecord | undefined> {
    const { chain, store, da, headers, clock } = this.#dependencies;
    const head = chain.head.number;
    if (head < nextBlock) return undefined;
    const first = await store.get(nextBlock);
    if (first === undefined)
      throw new NovateError("BATCH_MISMATCH", `expected block ${nextBlock} in the store`);
    // Blocks are never before L1's time: where that is ahead of the node's clock, they are what tells how time goes.
    const now = Math.max(clock.now(), Number(chain.head.timestamp));
    const old = now - Number(first.timestamp) >= this.#options.maxAgeMs;
    // The layer may have lowered its bound since the start.
    const maxBytes = Math.min(this.#options.maxBytes, da.maxPayloadBytes);
    if (!old && this.#unpublishedBytes < maxBytes) return undefined;
    const fitting = await blocksThatFit(store, nextBlock, head, maxBytes);
    const last = headers.newest(nextBlock, fitting.at(-1)!.number);
    if (last === undefined) {
      throw new NovateError("HEADER_MISSING", `expected the header proof of a block from ${nextBlock} on`, {
        head,
      });
    }
    await this.#requireNewer(batchCount, last);
    const blocks = fitting.slice(0, Number(last - nextBlock) + 1);
    const payload = buildPayload(blocks);
    await headers.keep(last);
    await this.#publisher.begin(batchCount);
    const record: BatchRecord = {
      index: batchCount,
      firstBlock: nextBlock,
      lastBlock: last,
      commitment: da.commit(payload.bytes),
      batchRoot: payload.batchRoot,
      stage: "prepared",
    };
    await store.putBatch(record);
    this.#stale = undefined;
    this.#tooLarge = undefined;
    return record;
  }

  async #requireNewer(index: number, last: bigint): Promise<void> {
    if (this.#stale !== index) return;
    const old = await this.#record(index);
    if (old && last <= old.lastBlock) {
      throw new NovateError(
        "BATCH_TOO_OLD",
        `expected newer blocks than ${old.lastBlock} to close batch ${index}`,
      );
    }
  }

  async #publish(record: BatchRecord, signal: AbortSignal): Promise<BatchRecord> {
    const { store } = this.#dependencies;
    const payload = await this.#rebuild(record);
    const pointer = await this.#publisher
      .publish(record.index, payload.bytes, record.commitment, signal)
      .catch((error: unknown) => {
        if (error instanceof NovateError && error.data.code === "DA_TOO_LARGE") this.#tooLarge = record.index;
        throw error;
      });
    const included: BatchRecord = { ...record, stage: "included", pointer };
    await store.putBatch(included);
    return included;
  }

  /** The payload of a prepared batch. Throws `BATCH_MISMATCH` when the store gives another one. */
  async #rebuild(record: BatchRecord): Promise<Payload> {
    const { store, da } = this.#dependencies;
    const payload = buildPayload(await readBlocks(store, record.firstBlock, record.lastBlock));
    const same = equalBytes(da.commit(payload.bytes), record.commitment);
    if (same && equalBytes(payload.batchRoot, record.batchRoot)) return payload;
    throw new NovateError("BATCH_MISMATCH", `expected batch ${record.index} to be built as it was prepared`);
  }

  async #append(record: BatchRecord, signal: AbortSignal): Promise<void> {
    const { sender, store } = this.#dependencies;
    let current = record;
    const call = await this.#call(record);
    try {
      const receipt = await sender.send(
        async () => {
          const { batchCount, nextBlock } = await this.#inbox.state();
          return batchCount === record.index && nextBlock === record.firstBlock ? call : undefined;
        },
        async (l1Transaction) => {
          current = { ...record, stage: "included", l1Transaction };
          await store.putBatch(current);
        },
        signal,
      );
      if (receipt) await store.putBatch({ ...current, stage: "appended" });
    } catch (error) {
      if (revertName(error) === "BatchTooOld") this.#stale = record.index;
      throw error;
    }
    this.#loop.wake();
  }

  async #call(record: BatchRecord): Promise<L1Call> {
    const { headers, store, da } = this.#dependencies;
    const last = await store.get(record.lastBlock);
    const header = headers.get(record.lastBlock);
    if (last === undefined || header === undefined || !equalBytes(header.stateRoot, last.stateRoot)) {
      throw new NovateError("HEADER_MISSING", `expected the header proof of block ${record.lastBlock}`);
    }
    const range = {
      firstBlock: record.firstBlock,
      lastBlock: record.lastBlock,
      lastTimestamp: last.timestamp,
      inboxCursor: header.inboxCursor,
    };
    const batch = toStruct(range, record.pointer!, record.batchRoot);
    const call = { address: this.#inbox.address, abi: inboxAbi, functionName: "appendBatch", args: [batch] };
    if (da.attach === undefined) return call;
    const { bytes } = await this.#rebuild(record);
    const attachment = await this.#publisher.attach(bytes, record.commitment);
    return { ...call, ...(attachment && { sidecar: attachment.sidecar }) };
  }

  async #record(index: number): Promise<BatchRecord | undefined> {
    for await (const record of this.#dependencies.store.batches(index)) {
      return record.index === index ? record : undefined;
    }
    return undefined;
  }
}

function foreign(index: number, data: Readonly<Record<string, unknown>> = {}): NovateError {
  const message = `expected batch ${index} on L1 to be the one this node prepared; restart to derive what others appended`;
  return new NovateError("BATCH_FOREIGN", message, { index, ...data });
}

/** Number and time alone: the block's bytes are not kept for them. */
function placeOf(block: StoredBlock | undefined): Pick<StoredBlock, "number" | "timestamp"> | undefined {
  return block && { number: block.number, timestamp: block.timestamp };
}
