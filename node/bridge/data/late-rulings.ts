/**
 * Notices a ruling that came after this node had applied the batch: its data could be had here, and nobody showed it on L1 in time. Each
 * batch is asked about until L1 can't change its mind any more, also across restarts.
 */
import type { Address, PublicClient } from "viem";
import { dataChallengesAbi } from "../../../contracts/generated/abi.ts";
import { viewOf } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import type { Timers } from "../../primitives/timers.ts";
import type { BlockStore } from "../../store/port.ts";
import type { Report } from "../events.ts";
import { l1Error } from "../l1/errors.ts";
import type { L1Watcher } from "../l1/watcher.ts";
import { Loop, type LoopHealth } from "../loop.ts";
import { type BatchRange, InboxContract } from "../poster/inbox-state.ts";

export interface LateRulingsOptions {
  /** `DataChallenges`. */
  readonly address: Address;
  readonly pollMs: number;
  readonly maxBackoffMs: number;
}

export interface LateRulingsDependencies {
  readonly client: PublicClient;
  readonly store: Pick<BlockStore, "range" | "getMeta" | "putMeta">;
  /** Confirmed batches so far. */
  batchCount(): number;
  /** Blocks of a confirmed batch. Throws `L1_RPC`. */
  rangeOf(batch: number): Promise<Pick<BatchRange, "firstBlock" | "lastBlock">>;
  /** Newest slot of the node's own chain. */
  head(): bigint;
  readonly timers: Timers;
  readonly report: Report;
  /** Told that what this node has will never be confirmed: it must derive again. */
  onContradiction(error: NovateError): void;
}

/** Batches asked about in one round. */
const PAGE = 64;
const META_KEY = "bridge/rulings";
const META_BYTES = 4;

export class LateRulings {
  readonly #options: LateRulingsOptions;
  readonly #dependencies: LateRulingsDependencies;
  readonly #loop: Loop;
  /** The first batch whose ruling may still change, or that was not asked about. */
  #next: number | undefined;
  /** The L1 block and the confirmed batches of a round that asked about all it could: until they change, so do no answers. */
  #asked: { readonly blockNumber: bigint; readonly count: number } | undefined;

  constructor(options: LateRulingsOptions, dependencies: LateRulingsDependencies) {
    const { timers, report, onContradiction } = dependencies;
    this.#options = options;
    this.#dependencies = dependencies;
    this.#loop = new Loop(
      {
        ...{ name: "late rulings", intervalMs: options.pollMs, maxBackoffMs: options.maxBackoffMs },
        fatal: ["CHAIN_CONTRADICTED"],
      },
      { round: (signal) => this.round(signal), timers, report, onHalt: onContradiction },
    );
  }

  start(): void {
    this.#loop.start();
  }

  close(): Promise<void> {
    return this.#loop.close();
  }

  get health(): LoopHealth {
    return this.#loop.health;
  }

  /**
   * Asks about the batches that are in the chain and not settled, at most 64 from the first on; the first ones that are settled are never
   * asked about again. Throws `CHAIN_CONTRADICTED` when one is void and a block of it is not, `L1_RPC`.
   */
  async round(signal: AbortSignal): Promise<void> {
    const { batchCount, head, rangeOf, store } = this.#dependencies;
    const blockNumber = await this.#newestBlock();
    const count = batchCount();
    if (this.#asked?.blockNumber === blockNumber && this.#asked.count === count) return;
    const from = this.#next ?? decode(await store.getMeta(META_KEY));
    const end = Math.min(from + PAGE, count);
    let askedAll = true;
    let settledUpTo = from;
    for (let batch = from; batch < end; batch++) {
      signal.throwIfAborted();
      const { firstBlock, lastBlock } = await rangeOf(batch);
      // What is not filled yet is filled by what L1 says then.
      if (head() < lastBlock) {
        askedAll = false;
        break;
      }
      const { isSettled, isVoid } = await this.#ask(batch, blockNumber);
      if (isVoid) await this.#requireVoid(batch, firstBlock, lastBlock);
      if (isSettled && settledUpTo === batch) settledUpTo += 1;
    }
    if (settledUpTo > from) await store.putMeta(META_KEY, encode(settledUpTo));
    this.#next = settledUpTo;
    // Behind batches that are settled now there may be more to ask about at once.
    this.#asked = askedAll && settledUpTo === from ? { blockNumber, count } : undefined;
  }

  async #newestBlock(): Promise<bigint> {
    try {
      return await this.#dependencies.client.getBlockNumber({ cacheTime: 0 });
    } catch (error) {
      throw l1Error(error);
    }
  }

  async #ask(batch: number, blockNumber: bigint): Promise<{ isSettled: boolean; isVoid: boolean }> {
    const { client } = this.#dependencies;
    try {
      const at = { address: this.#options.address, abi: dataChallengesAbi, blockNumber } as const;
      const args = [BigInt(batch)] as const;
      const [isSettled, isVoid] = await Promise.all([
        client.readContract({ ...at, functionName: "isSettled", args }),
        client.readContract({ ...at, functionName: "isVoid", args }),
      ]);
      return { isSettled, isVoid };
    } catch (error) {
      throw l1Error(error);
    }
  }

  async #requireVoid(batch: number, first: bigint, last: bigint): Promise<void> {
    for await (const { isVoid, number } of this.#dependencies.store.range(first, last)) {
      if (isVoid) continue;
      const message =
        `expected every block of batch ${batch} (${first} to ${last}) to be void, as L1 ruled after this node had applied it; ` +
        `block ${number} is not: what this node has from there on will never be final. ` +
        "Keep its folder as evidence, then derive again with `novate rebuild --afresh` and start again";
      throw new NovateError("CHAIN_CONTRADICTED", message, { batch, block: number });
    }
  }
}

/** The watch over the batches that `l1` has confirmed, started. */
export function createLateRulings(
  { inbox, ...options }: LateRulingsOptions & { readonly inbox: Address },
  {
    l1,
    ...dependencies
  }: Omit<LateRulingsDependencies, "batchCount" | "rangeOf"> & { readonly l1: Pick<L1Watcher, "status"> },
): LateRulings {
  const contract = new InboxContract(inbox, { client: dependencies.client });
  const rulings = new LateRulings(options, {
    ...dependencies,
    batchCount: () => Number(l1.status.batchCount),
    rangeOf: (batch) => contract.range(batch),
  });
  rulings.start();
  return rulings;
}

function encode(batch: number): Uint8Array {
  const bytes = new Uint8Array(META_BYTES);
  viewOf(bytes).setUint32(0, batch);
  return bytes;
}

/** Anything but what {@link encode} wrote: every batch is asked about once more. */
function decode(bytes: Uint8Array | undefined): number {
  return bytes?.length === META_BYTES ? viewOf(bytes).getUint32(0) : 0;
}
