/** The published chain as a stranger derives it from L1 and the data-availability layer, in memory: what an adversary attacks. */
import type { Genesis } from "../../genesis/index.ts";
import { genesisConfigOf } from "../../genesis/index.ts";
import { createL1Client, type L1Batch, openL1Watcher } from "../../node/bridge/index.ts";
import { openDa } from "../../node/da/open.ts";
import type { DaOptions } from "../../node/da/options.ts";
import { follow } from "../../node/derivation/index.ts";
import { toHex } from "../../node/primitives/bytes.ts";
import { systemTimers } from "../../node/primitives/timers.ts";
import {
  createStateMachine,
  inputRoot,
  type SignerCache,
  type StateMachine,
  type StateProof,
} from "../../node/state-machine/index.ts";
import type { StoredBlock } from "../../node/store/port.ts";
import { applyAsOnL1, type ToldChain, type ToldChainData } from "./told-chain.ts";

export interface PublishedChainOptions {
  readonly genesis: Genesis;
  readonly l1Url: string;
  readonly da: DaOptions;
  /** L1 blocks on top of one before it counts. */
  readonly confirmations: number;
}

type Watcher = Awaited<ReturnType<typeof openL1Watcher>>;

const L1_TIMEOUT_MS = 10_000;
const POLL_MS = 250;
const KEPT_BYTES = 256 * 1024 * 1024;
const NO_HASH = new Uint8Array(32);

export class PublishedChain implements ToldChain {
  /** By number, genesis first. */
  readonly blocks: StoredBlock[] = [];
  readonly #batches: L1Batch[] = [];
  readonly #headers = new Map<bigint, StateProof>();
  readonly #signers: SignerCache;
  readonly #machine: StateMachine;
  readonly #l1: Watcher;
  /** Seconds. */
  readonly #forceDelay: bigint;
  readonly #stopping = new AbortController();
  readonly #ends: (() => Promise<void>)[] = [];
  #failure: unknown;

  private constructor(machine: StateMachine, signers: SignerCache, l1: Watcher, forceDelay: bigint) {
    this.#forceDelay = forceDelay;
    this.#machine = machine;
    this.#signers = signers;
    this.#l1 = l1;
  }

  /** Starts to follow. Throws what opening the layers throws. */
  static async open(options: PublishedChainOptions, signers: SignerCache): Promise<PublishedChain> {
    const { genesis, l1Url, confirmations } = options;
    const { parameters } = genesisConfigOf(genesis.block);
    const forceDelay = BigInt(parameters.forceDelay);
    const l1 = await openL1Watcher(
      {
        ...{ chainId: genesis.chainId, deployBlock: BigInt(genesis.deployBlock), confirmations },
        addresses: { inbox: toHex(genesis.l1.inbox), rollup: toHex(genesis.l1.rollup) },
        ...{ forceDelay, windDownAfter: BigInt(parameters.windDownAfter) },
        ...{ window: 64, quorum: 1, pollMs: POLL_MS, maxBackoffMs: 5_000, maxLogBlocks: 1_000 },
        maxKeptBytes: KEPT_BYTES,
      },
      {
        client: createL1Client({ url: l1Url, timeoutMs: L1_TIMEOUT_MS }),
        witnesses: [],
        store: { getMeta: async () => undefined, putMeta: async () => {} },
        timers: systemTimers,
        report: () => {},
      },
    );
    const chain = new PublishedChain(await createStateMachine({ signers }), signers, l1, forceDelay);
    try {
      await chain.#start(options);
      return chain;
    } catch (error) {
      await chain.close();
      throw error;
    }
  }

  async #start({ genesis, da }: PublishedChainOptions): Promise<void> {
    this.#ends.push(() => this.#l1.close());
    const layer = await openDa(da, { l1ChainId: BigInt(genesis.chainId), timers: systemTimers });
    this.#ends.push(() => layer.close());
    this.#keep(genesis.block, this.#machine.applyBlock(genesis.block));
    this.#l1.start();
    const { signal } = this.#stopping;
    await this.#l1.ready(signal);
    const running = follow(
      { fromBatch: 0, signal },
      {
        batches: (from, abort) => this.#l1.batches(from, abort),
        ...{ l1: this.#l1, da: layer.da, timers: systemTimers },
        head: () => this.head,
        header: () => this.#machine.view.header(),
        fill: async ({ bytes, judge }) => {
          const outcome = bytes && this.#machine.applyBlock(bytes, judge);
          this.#keep(bytes ?? new Uint8Array(0), outcome);
          return outcome?.status === "void" ? outcome : undefined;
        },
        onBatch: ({ batch }) => {
          this.#batches.push(batch);
          this.#headers.set(batch.lastBlock, this.#machine.proveHeader());
        },
      },
    ).catch((error: unknown) => {
      if (!signal.aborted) this.#failure = error;
    });
    this.#ends.push(() => running);
  }

  #keep(bytes: Uint8Array, outcome: ReturnType<StateMachine["applyBlock"]> | undefined): void {
    const applied = outcome?.status === "applied" ? outcome : undefined;
    this.blocks.push({
      ...{ number: BigInt(this.blocks.length), bytes, inputRoot: inputRoot(bytes) },
      timestamp: this.#machine.view.header().timestamp,
      stateRoot: this.#machine.stateRoot,
      receipts: applied?.receipts.bytes ?? new Uint8Array(0),
      ...(applied === undefined ? { isVoid: true } : {}),
      ...{ hash: NO_HASH, parentHash: NO_HASH },
    });
  }

  /** Newest block of a batch on L1. Throws why following ended, if it did. */
  get head(): bigint {
    if (this.#failure !== undefined) throw this.#failure;
    return BigInt(this.blocks.length - 1);
  }

  get signers(): SignerCache {
    return this.#signers;
  }

  readonly store = {
    get: async (number: bigint): Promise<StoredBlock | undefined> => this.blocks[Number(number)],
    range: (first: bigint, last: bigint): AsyncIterable<StoredBlock> => this.#range(first, last),
  };

  async *#range(first: bigint, last: bigint): AsyncGenerator<StoredBlock> {
    yield* this.blocks.slice(Number(first), Number(last) + 1);
  }

  /** State root after a block; undefined beyond the head. */
  readonly roots = {
    get: async (number: bigint): Promise<Uint8Array | undefined> => this.blocks[Number(number)]?.stateRoot,
  };

  /** Proof of the header after the last block of a batch. */
  header(lastBlock: bigint): StateProof | undefined {
    return this.#headers.get(lastBlock);
  }

  apply(machine: StateMachine, number: bigint): boolean {
    return applyAsOnL1({ blocks: this.blocks, batches: this.#batches, l1: this.#l1 }, machine, number);
  }

  /** All of it up to block `last` as plain data, for another thread. */
  copy(last: bigint): ToldChainData {
    const blocks = this.blocks.slice(0, Number(last) + 1);
    return {
      blocks: blocks.map(({ bytes, stateRoot }) => ({ bytes, stateRoot })),
      batches: [...this.#batches],
      messages: this.#l1.messages(0n, Number(this.#l1.status.messageCount)),
      forceDelay: this.#forceDelay,
    };
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    for (const end of this.#ends.splice(0).reverse()) await end().catch(() => {});
  }
}
