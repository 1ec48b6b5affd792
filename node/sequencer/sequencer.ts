/** The leader's loop: when a block closes, what is in it, and who is told when it is durable. */
import type { L1View } from "../bridge/port.ts";
import type { Mempool, TakenTransaction } from "../mempool/port.ts";
import type { Clock } from "../primitives/clock.ts";
import { MAX_BODY_BYTES } from "../primitives/codec/index.ts";
import { errorMessage, NovateError } from "../primitives/error.ts";
import type { Timers } from "../primitives/timers.ts";
import { BlockSignatures, type VoidBlock } from "../state-machine/index.ts";
import { BlockBuilder, type BlockFrame } from "./builder.ts";
import type { ExecutedBlock, NodeChain } from "./chain.ts";

/** Void blocks that one round takes apart before it gives the rest back to the mempool. */
export const MAX_VOIDS_PER_ROUND = 64;
/** Confirmed L1 is taken to be at most this far behind the present, unless `l1LagMs` says otherwise. */
const DEFAULT_L1_LAG_MS = 60_000;

export interface SequencerOptions {
  /** Shortest time between two blocks, milliseconds. */
  readonly blockIntervalMs: number;
  /** A block is closed at least this often, full or empty: marks and funding need time to pass. */
  readonly idleIntervalMs: number;
  /** Most transactions of one block. */
  readonly maxTransactions: number;
  /** How far the confirmed L1 origin may lie behind the present; a block is at most this and the chain's `maxTimeDrift` ahead of it. */
  readonly l1LagMs?: number;
  /** Bytes of a block's messages and transactions, when the data-availability layer takes less than a whole block. */
  readonly maxBodyBytes?: number;
}

export interface SequencerDependencies {
  readonly chain: NodeChain;
  readonly mempool: Pick<Mempool, "take" | "settle" | "putBack" | "fail" | "refresh" | "ready">;
  readonly l1: L1View;
  readonly clock: Clock;
  readonly timers: Timers;
  /** True while new risk should wait (unpublished bytes beyond their bound); cancels, votes and L1 messages go on. */
  paused?(): boolean;
  onVoid?(outcome: VoidBlock, transactions: number): void;
}

export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #dependencies: SequencerDependencies;
  readonly #builder: BlockBuilder;
  #stopped = false;
  #interrupt: (() => void) | undefined;
  #watching = false;
  /** A transaction arrived since the last block. */
  #arrived = false;
  /** The pause under way is one that an arrival may end. */
  #idle = false;
  #running: Promise<void> | undefined;
  #failure: unknown;
  #stalled = false;

  constructor(options: SequencerOptions, dependencies: SequencerDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    const { maxTransactions, maxBodyBytes = MAX_BODY_BYTES, l1LagMs = DEFAULT_L1_LAG_MS } = options;
    this.#builder = new BlockBuilder({ maxTransactions, maxBodyBytes, l1LagMs }, dependencies);
  }

  /** True while no block can close because L1, as confirmed here, stands still. */
  get stalled(): boolean {
    return this.#stalled;
  }

  /**
   * Produces blocks until `stop`. Rejects when the chain can't go on: a failed write (`STORE_FAILED`), or a block that is void
   * without transactions (`BLOCK_VOID`). Nothing is acknowledged after that.
   */
  run(): Promise<void> {
    this.#running ??= this.#loop();
    return this.#running;
  }

  /** Ends the loop; resolves when the blocks under way are durable. Never rejects: `run` tells what went wrong. */
  async stop(): Promise<void> {
    this.#end();
    await this.#running?.catch(() => undefined);
  }

  #end(): void {
    this.#stopped = true;
    this.#interrupt?.();
  }

  async #loop(): Promise<void> {
    const { chain, clock } = this.#dependencies;
    try {
      while (!this.#stopped) {
        const started = clock.now();
        await chain.room();
        if (this.#failure !== undefined) throw this.#failure;
        this.#round();
        await this.#until(started);
      }
    } finally {
      await chain.settled();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Waits out the block interval, then for work or the idle interval, whichever comes first. */
  async #until(started: number): Promise<void> {
    const { blockIntervalMs, idleIntervalMs } = this.#options;
    const { clock } = this.#dependencies;
    // The clock may jump either way: it only shortens the first wait, never lengthens or skips what follows.
    const busy = Math.min(Math.max(clock.now() - started, 0), blockIntervalMs);
    await this.#pause(blockIntervalMs - busy);
    for (let waited = blockIntervalMs; waited < idleIntervalMs; waited += blockIntervalMs) {
      this.#watch();
      if (this.#stopped || this.#arrived || this.#builder.messages().length > 0) break;
      this.#idle = true;
      await this.#pause(blockIntervalMs);
      this.#idle = false;
    }
    this.#arrived = false;
  }

  /** Lets the arrival of a transaction end an idle pause. At most one subscription is open, however long nothing comes. */
  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    void this.#dependencies.mempool.ready().then(() => {
      this.#watching = false;
      this.#arrived = true;
      if (this.#idle) this.#interrupt?.();
    });
  }

  /** Ends after `milliseconds`, at `stop`, or when `#interrupt` is called. */
  #pause(milliseconds: number): Promise<void> {
    if (this.#stopped || milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.#interrupt = undefined;
        resolve();
      };
      const cancel = this.#dependencies.timers.after(milliseconds, end);
      this.#interrupt = end;
    });
  }

  #round(): void {
    const frame = this.#builder.frame();
    this.#stalled = frame === undefined;
    if (frame === undefined) return;
    const limits = this.#dependencies.paused?.() ? { ...frame.limits, maxRiskGas: 0 } : frame.limits;
    this.#close(frame, this.#dependencies.mempool.take(limits), { voids: 0 });
  }

  /**
   * Closes a block over `taken`. A void block is taken apart by halves, each a block of its own, until the offender stands
   * alone and is refused; after {@link MAX_VOIDS_PER_ROUND} the rest goes back to the mempool.
   */
  #close(frame: BlockFrame | undefined, taken: readonly TakenTransaction[], budget: { voids: number }): void {
    const { chain, mempool } = this.#dependencies;
    if (frame === undefined || budget.voids >= MAX_VOIDS_PER_ROUND || this.#mustWait(budget)) {
      mempool.putBack(taken);
      return;
    }
    const bytes = frame.encode(taken.map((transaction) => transaction.bytes));
    const executed = chain.execute(bytes, new BlockSignatures(taken));
    if (executed.status === "applied") {
      mempool.refresh();
      this.#whenDurable(taken, executed);
      return;
    }
    budget.voids++;
    this.#dependencies.onVoid?.(executed.outcome, taken.length);
    const { code, message } = executed.outcome;
    if (taken.length === 0) {
      throw new NovateError(
        "BLOCK_VOID",
        `expected a block without transactions to apply, got ${code}: ${message}`,
        { code },
      );
    }
    if (taken.length === 1) {
      mempool.fail(taken, "BLOCK_VOID", `the engine voids a block with this transaction: ${code}`);
      return;
    }
    const middle = taken.length >> 1;
    this.#close(frame, taken.slice(0, middle), budget);
    this.#close(this.#builder.frame(), taken.slice(middle), budget);
  }

  /** Halves become blocks at once, but never more than the chain takes before they are durable. */
  #mustWait(budget: { voids: number }): boolean {
    return budget.voids > 0 && !this.#dependencies.chain.hasRoom;
  }

  #whenDurable(taken: readonly TakenTransaction[], executed: ExecutedBlock): void {
    const { mempool } = this.#dependencies;
    executed.durable.then(
      (sealed) => mempool.settle(taken, sealed),
      (error) => {
        this.#failure ??= error;
        this.#end();
        mempool.fail(taken, "TX_UNKNOWN", `the block could not be made durable: ${errorMessage(error)}`);
      },
    );
  }
}
