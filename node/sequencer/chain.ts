import { toHex } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { type AppliedBlock, blockHash, type StateMachine, type VoidBlock } from "../state-machine/index.ts";
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

/** The node's own chain: one machine, one store, always at the same block between two calls of `apply`. */
export class NodeChain implements Chain {
  readonly machine: StateMachine;
  readonly #store: BlockStore;
  readonly #dependencies: NodeChainDependencies;
  readonly #interval: bigint;
  readonly #listeners = new Set<(sealed: SealedBlock) => void>();
  #head: StoredBlock;
  #busy = false;
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

  get head(): StoredBlock {
    return this.#head;
  }

  onBlock(listener: (sealed: SealedBlock) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Executes the block and, when it is not void, stores it in one synced write; listeners hear of it after that. One call at a
   * time. Rejects with the store's error when the write fails: the machine is then ahead of the store, and the
   * node must stop.
   */
  async apply(bytes: Uint8Array): Promise<ChainOutcome> {
    if (this.#busy) throw new NovateError("CHAIN_BUSY", "expected one block at a time");
    this.#busy = true;
    try {
      const outcome = this.machine.applyBlock(bytes);
      if (outcome.status === "void") return outcome;
      const block = toStored(bytes, outcome, this.#head.hash);
      await this.#store.append(block);
      this.#head = block;
      const sealed = { block, receipts: outcome.receipts };
      for (const listener of this.#listeners) listener(sealed);
      this.#considerSnapshot();
      return { ...outcome, sealed };
    } finally {
      this.#busy = false;
    }
  }

  /** Writes a snapshot of the head now, so that the next start is quick; waits for one under way. */
  async snapshot(): Promise<void> {
    await this.#snapshot;
    if (this.#snapshotAt === this.#head.number) return;
    this.#startSnapshot();
    await this.#snapshot;
  }

  #considerSnapshot(): void {
    if (this.#snapshot === undefined && this.#head.number - this.#snapshotAt >= this.#interval)
      this.#startSnapshot();
  }

  #startSnapshot(): void {
    const height = this.#head.number;
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
