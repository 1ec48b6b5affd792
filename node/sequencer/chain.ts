import { toHex } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import {
  type AppliedBlock,
  type BlockOutcome,
  BlockReceipts,
  type BlockSignatures,
  blockHash,
  type HeaderJudge,
  inputRoot,
  type Refusal,
  type StateMachine,
  type VoidBlock,
} from "../state-machine/index.ts";
import type { BlockStore, StoredBlock } from "../store/port.ts";
import type { SnapshotFolder } from "../store/snapshots.ts";
import type { Chain, SealedBlock } from "./port.ts";
import { recoverMachine } from "./recover.ts";

export interface NodeChainOptions {
  /** Bytes of block 0. */
  readonly genesisBlock: Uint8Array;
  readonly genesisRoot: Uint8Array;
  /** Blocks between two snapshots. */
  readonly snapshotInterval: number;
}

export interface NodeChainDependencies {
  readonly store: BlockStore;
  readonly snapshots: SnapshotFolder;
  createMachine(): Promise<StateMachine>;
  onProgress?(block: bigint, head: bigint): void;
  /** A snapshot that could not be written: the chain goes on, the operator should know. */
  onSnapshotError?(error: unknown): void;
}

/** What a block became: part of the chain, with what listeners are told, or void. */
export type ChainOutcome = (AppliedBlock & { readonly sealed: SealedBlock }) | VoidBlock;

const ZERO_HASH = new Uint8Array(32);

/** Blocks that may be executed and not yet durable: one on its way to disk while the next runs. */
export const MAX_UNDURABLE_BLOCKS = 2;

/** A block that the machine has applied; it counts once `durable` resolves. */
export interface ExecutedBlock {
  readonly status: "applied";
  readonly outcome: AppliedBlock;
  readonly durable: Promise<SealedBlock>;
}

export interface VoidExecution {
  readonly status: "void";
  readonly outcome: VoidBlock;
}

/** What L1 has in one slot; without bytes when the data of its batch was ruled void. */
export interface ChainSlot {
  readonly bytes: Uint8Array | undefined;
  readonly judge: HeaderJudge;
  /** Of these bytes, where they are known. */
  readonly signatures?: BlockSignatures;
}

const NO_DATA = {
  status: "void",
  code: "DATA_VOID",
  message: "L1 ruled that the data of its batch is void",
} as const;

/**
 * The node's own chain: one machine, one store. The machine may be up to {@link MAX_UNDURABLE_BLOCKS} ahead of the store;
 * listeners, and everything they tell others, follow the store.
 */
export class NodeChain implements Chain {
  readonly machine: StateMachine;
  readonly #store: BlockStore;
  readonly #dependencies: NodeChainDependencies;
  readonly #interval: bigint;
  readonly #listeners = new Set<(sealed: SealedBlock) => void>();
  readonly #executed = new Set<(block: StoredBlock) => void>();
  #head: StoredBlock;
  #tip: StoredBlock;
  #undurable = 0;
  #newest: Promise<unknown> = Promise.resolve();
  #written: (() => void) | undefined;
  #failure: unknown;
  #snapshot: Promise<void> | undefined;
  #snapshotAt: bigint;

  private constructor(
    machine: StateMachine,
    head: StoredBlock,
    options: NodeChainOptions,
    dependencies: NodeChainDependencies,
  ) {
    this.machine = machine;
    this.#head = head;
    this.#tip = head;
    this.#store = dependencies.store;
    this.#dependencies = dependencies;
    this.#interval = BigInt(options.snapshotInterval);
    this.#snapshotAt = head.number;
  }

  /**
   * Opens the chain at the store's head, or begins it with the genesis block. Throws `GENESIS_MISMATCH` when the store holds
   * another chain, `GENESIS_VOID`, or `REPLAY_MISMATCH`.
   */
  static async open(options: NodeChainOptions, dependencies: NodeChainDependencies): Promise<NodeChain> {
    const { store } = dependencies;
    const first = await store.get(0n);
    if (first !== undefined && toHex(first.stateRoot) !== toHex(options.genesisRoot)) {
      throw new NovateError(
        "GENESIS_MISMATCH",
        `expected a store that begins with genesis root ${toHex(options.genesisRoot)}, got ${toHex(first.stateRoot)}`,
      );
    }
    const machine = await recoverMachine(dependencies);
    const head = store.head ?? (await beginChain(machine, options, store));
    return new NodeChain(machine, head, options, dependencies);
  }

  /** The newest durable block. */
  get head(): StoredBlock {
    return this.#head;
  }

  /** The newest executed block, durable or not: what the machine's view shows and the next block builds on. */
  get tip(): StoredBlock {
    return this.#tip;
  }

  /** Whether `execute` may be called now. */
  get hasRoom(): boolean {
    return this.#undurable < MAX_UNDURABLE_BLOCKS;
  }

  onBlock(listener: (sealed: SealedBlock) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Called right after a block was executed, while the machine still stands at it (proofs of its state can be taken only now);
   * it may never become durable. The listener must not throw and must be quick. Returns the unsubscribe function.
   */
  onExecuted(listener: (block: StoredBlock) => void): () => void {
    this.#executed.add(listener);
    return () => this.#executed.delete(listener);
  }

  /**
   * Executes the block, whose `signatures` may be known, and starts to make it durable. A void block changes nothing. Listeners hear of an applied block, in
   * order, before its `durable` resolves. Throws `CHAIN_BUSY` without room, and the cause of an earlier failure: after a failed write
   * the machine is ahead of the store for good, and the node must stop.
   */
  execute(bytes: Uint8Array, signatures?: BlockSignatures): ExecutedBlock | VoidExecution {
    this.#requireRoom();
    const outcome = this.#run(bytes, undefined, signatures);
    if (outcome.status === "void") return { status: "void", outcome };
    const durable = this.#append(toStored(bytes, outcome, this.#tip.hash), outcome.receipts, signatures);
    return { status: "applied", outcome, durable };
  }

  /** Executes the block and waits until it is durable. Rejects as `execute` throws, and when the write fails. */
  async apply(bytes: Uint8Array): Promise<BlockOutcome> {
    await this.room();
    const executed = this.execute(bytes);
    if (executed.status === "applied") await executed.durable;
    return executed.outcome;
  }

  /**
   * Fills the next slot with what L1 has there: an applied block, or a void one, which leaves the state as it was and takes its number
   * all the same (docs/spec/derivation.md). Returns why it is void. Rejects as `apply` does.
   */
  async fill(slot: ChainSlot): Promise<Refusal | undefined> {
    await this.room();
    this.#requireRoom();
    const { bytes, judge, signatures } = slot;
    const outcome = bytes === undefined ? NO_DATA : this.#run(bytes, judge, signatures);
    if (outcome.status === "applied") {
      await this.#append(toStored(bytes!, outcome, this.#tip.hash), outcome.receipts, signatures);
      return undefined;
    }
    const receipts = new BlockReceipts(new Uint8Array(0));
    await this.#append(toVoid(bytes ?? new Uint8Array(0), this.#tip), receipts);
    return { code: outcome.code, message: outcome.message };
  }

  #requireRoom(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.hasRoom) return;
    const message = `expected at most ${MAX_UNDURABLE_BLOCKS} blocks on their way to disk`;
    throw new NovateError("CHAIN_BUSY", message);
  }

  #append(block: StoredBlock, receipts: BlockReceipts, signatures?: BlockSignatures): Promise<SealedBlock> {
    this.#tip = block;
    this.#undurable++;
    for (const listener of this.#executed) listener(block);
    const durable = this.#makeDurable({
      block,
      receipts,
      ...(signatures?.digests && { digests: signatures.digests }),
    });
    this.#newest = durable.catch(() => undefined);
    this.#considerSnapshot();
    return durable;
  }

  /** Resolves when `execute` may be called (by one caller), or the chain has failed. */
  async room(): Promise<void> {
    while (!this.hasRoom && this.#failure === undefined) await this.#waitForWrite();
  }

  /** Resolves when every executed block is durable, or the chain has failed. */
  async settled(): Promise<void> {
    while (this.#undurable > 0 && this.#failure === undefined) await this.#newest;
  }

  #run(bytes: Uint8Array, judge?: HeaderJudge, signatures?: BlockSignatures): BlockOutcome {
    try {
      return this.machine.applyBlock(bytes, judge, signatures);
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  async #makeDurable(sealed: SealedBlock): Promise<SealedBlock> {
    try {
      await this.#store.append(sealed.block);
    } catch (error) {
      this.#failure ??= error;
      throw error;
    } finally {
      this.#undurable--;
      this.#written?.();
    }
    this.#head = sealed.block;
    for (const listener of this.#listeners) listener(sealed);
    return sealed;
  }

  #waitForWrite(): Promise<void> {
    return new Promise((resolve) => {
      const earlier = this.#written;
      this.#written = () => {
        this.#written = undefined;
        earlier?.();
        resolve();
      };
    });
  }

  /** Writes a snapshot of the tip now, so that the next start is quick; waits for one under way. One that turns out to be ahead of the store is ignored at the next start. */
  async snapshot(): Promise<void> {
    await this.#snapshot;
    if (this.#snapshotAt === this.#tip.number) return;
    this.#startSnapshot();
    await this.#snapshot;
  }

  #considerSnapshot(): void {
    if (this.#snapshot === undefined && this.#tip.number - this.#snapshotAt >= this.#interval)
      this.#startSnapshot();
  }

  #startSnapshot(): void {
    const height = this.#tip.number;
    this.#snapshotAt = height;
    this.#snapshot = this.#dependencies.snapshots
      .write(height, this.machine.snapshot().frames())
      .catch((error: unknown) => this.#dependencies.onSnapshotError?.(error))
      .finally(() => {
        this.#snapshot = undefined;
      });
  }
}

async function beginChain(
  machine: StateMachine,
  options: NodeChainOptions,
  store: BlockStore,
): Promise<StoredBlock> {
  const outcome = machine.applyBlock(options.genesisBlock);
  if (outcome.status === "void")
    throw new NovateError(
      "GENESIS_VOID",
      `expected a genesis block that applies, got ${outcome.code}: ${outcome.message}`,
    );
  if (toHex(outcome.stateRoot) !== toHex(options.genesisRoot)) {
    throw new NovateError(
      "GENESIS_MISMATCH",
      `expected genesis root ${toHex(options.genesisRoot)}, the engine gives ${toHex(outcome.stateRoot)}`,
    );
  }
  const block = toStored(options.genesisBlock, outcome, ZERO_HASH);
  await store.append(block);
  return block;
}

function toStored(bytes: Uint8Array, outcome: AppliedBlock, parentHash: Uint8Array): StoredBlock {
  const receipts = outcome.receipts.bytes;
  const { number, timestamp, inputRoot, stateRoot } = outcome;
  return {
    number,
    timestamp,
    bytes,
    receipts,
    inputRoot,
    stateRoot,
    parentHash,
    hash: blockHash({ parentHash, inputRoot, stateRoot, receipts }),
  };
}

function toVoid(bytes: Uint8Array, { number, timestamp, stateRoot, hash }: StoredBlock): StoredBlock {
  const roots = { parentHash: hash, inputRoot: inputRoot(bytes), stateRoot, receipts: new Uint8Array(0) };
  return { number: number + 1n, timestamp, bytes, isVoid: true, ...roots, hash: blockHash(roots) };
}
