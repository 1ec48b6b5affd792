import type { InboxMessage, L1View } from "../bridge/port.ts";
import type { Mempool, TakenTransaction } from "../mempool/port.ts";
import type { Clock } from "../primitives/clock.ts";
import {
  encodeBlock,
  MAX_BODY_BYTES,
  MAX_MESSAGES,
  MESSAGE_HEADER_BYTES,
} from "../primitives/codec/index.ts";
import { NovateError } from "../primitives/error.ts";
import { sleep, type Timers } from "../primitives/timers.ts";
import type { VoidBlock } from "../state-machine/index.ts";
import type { ChainOutcome, NodeChain } from "./chain.ts";

export interface SequencerOptions {
  /** Shortest time between two blocks, milliseconds. */
  readonly blockIntervalMs: number;
  /** A block is closed at least this often, full or empty: marks and funding need time to pass. */
  readonly idleIntervalMs: number;
  /** Most transactions of one block. */
  readonly maxTransactions: number;
}

export interface SequencerDependencies {
  readonly chain: Pick<NodeChain, "head" | "apply" | "machine">;
  readonly mempool: Pick<Mempool, "take" | "settle" | "fail" | "refresh" | "ready" | "size">;
  readonly l1: L1View;
  readonly clock: Clock;
  readonly timers: Timers;
  /** True while new transactions should wait (unpublished bytes beyond their bound); L1 messages go on. */
  paused?(): boolean;
  onVoid?(outcome: VoidBlock, transactions: number): void;
}

const MS_PER_SECOND = 1_000n;

/** The leader's loop: closes blocks until stopped. */
export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #dependencies: SequencerDependencies;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: SequencerOptions, dependencies: SequencerDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
  }

  /** Produces blocks until `stop`. Rejects when the chain can't go on: a failed write, or a void block without transactions. */
  run(): Promise<void> {
    this.#running ??= this.#loop();
    return this.#running;
  }

  /** Finishes the block under way and ends the loop. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running?.catch(() => {});
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stop;
    const { clock, timers, mempool } = this.#dependencies;
    const { blockIntervalMs, idleIntervalMs } = this.#options;
    let started = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      const sinceLast = clock.now() - started;
      await pause(timers, blockIntervalMs - sinceLast, signal);
      if (!signal.aborted && mempool.size === 0 && this.#messages().length === 0) {
        await Promise.race([
          mempool.ready(),
          pause(timers, idleIntervalMs - (clock.now() - started), signal),
        ]);
      }
      if (signal.aborted) return;
      started = clock.now();
      await this.#close(this.#take());
    }
  }

  #take(): readonly TakenTransaction[] {
    const { chain, mempool, paused } = this.#dependencies;
    if (paused?.() === true) return [];
    const messages = this.#messages().reduce(
      (sum, message) => sum + MESSAGE_HEADER_BYTES + message.payload.length,
      0,
    );
    // A fifth stays for L1 messages and risk (rule B3); what is over all the same voids the block, which is then halved.
    const gas = (Number(chain.machine.view.header().blockGasLimit) / 5) * 4;
    return mempool.take({
      maxBytes: MAX_BODY_BYTES - messages,
      maxTransactions: this.#options.maxTransactions,
      maxGas: gas,
      maxRiskGas: gas,
    });
  }

  #messages(): readonly InboxMessage[] {
    return this.#dependencies.l1.messages(
      this.#dependencies.chain.machine.view.header().inboxCursor,
      MAX_MESSAGES,
    );
  }

  /**
   * Closes one block over the transactions. A void block (over the gas limit, or a transaction the engine can't even frame) is
   * taken apart by halves until the offender stands alone and is refused: at most twice as many blocks as transactions.
   */
  async #close(taken: readonly TakenTransaction[]): Promise<void> {
    const { mempool } = this.#dependencies;
    const outcome = await this.#apply(taken);
    if (outcome.status === "applied") {
      mempool.settle(taken, outcome.sealed);
      mempool.refresh();
      return;
    }
    this.#dependencies.onVoid?.(outcome, taken.length);
    if (taken.length === 0) {
      throw new NovateError(
        "BLOCK_VOID",
        `expected a block without transactions to apply, got ${outcome.code}: ${outcome.message}`,
        { code: outcome.code },
      );
    }
    if (taken.length === 1) {
      mempool.fail(taken, "BLOCK_VOID", `the engine voids a block with this transaction: ${outcome.code}`);
      return;
    }
    const middle = taken.length >> 1;
    await this.#close(taken.slice(0, middle));
    await this.#close(taken.slice(middle));
  }

  /** A write that fails leaves the fate of its transactions unknown: they may be on disk. */
  async #apply(taken: readonly TakenTransaction[]): Promise<ChainOutcome> {
    try {
      return await this.#dependencies.chain.apply(this.#encode(taken.map(({ bytes }) => bytes)));
    } catch (error) {
      this.#dependencies.mempool.fail(
        taken,
        "TX_UNKNOWN",
        "the block could not be written; ask after the restart",
      );
      throw error;
    }
  }

  #encode(transactions: readonly Uint8Array[]): Uint8Array {
    const { chain, l1, clock } = this.#dependencies;
    const { inboxCursor, l1Block, inboxDue } = chain.machine.view.header();
    const { head } = chain;
    const now = BigInt(Math.floor(clock.now()));
    const timestamp = now > head.timestamp ? now : head.timestamp + 1n;
    const messages = this.#messages();
    const origin = l1.origin().number;
    // A block holds at most 256 messages: what is due beyond them is due in the next block.
    const reachable = inboxCursor + BigInt(messages.length);
    const due = smallest(l1.dueCount(timestamp / MS_PER_SECOND), reachable);
    return encodeBlock({
      number: head.number + 1n,
      timestamp,
      l1Block: largest(origin, l1Block),
      inboxDue: largest(due, inboxDue),
      messages,
      transactions,
    });
  }
}

const smallest = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const largest = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Sleeps unless there is nothing to wait for; an abort ends it quietly. */
async function pause(timers: Timers, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await sleep(timers, milliseconds, signal).catch(() => {});
}
