/** The state machine: one memory, one engine, one root. Bytes of a block in, an outcome out. */
import { equalBytes } from "../primitives/bytes.ts";
import { errorCode, NovateError } from "../primitives/error.ts";
import { type WasmMemory, wasm } from "../primitives/webassembly.ts";
import type { Engine } from "./host/engine.ts";
import { stateBytes } from "./host/memory.ts";
import { WriteBarrier } from "./host/write-barrier.ts";
import { addresses, voidCode, voidCodeList } from "./layout/generated.ts";
import { BlockReceipts } from "./receipts.ts";
import { readSnapshot } from "./restore.ts";
import { inputRoot, MAX_INPUT_BYTES } from "./roots.ts";
import { type BlockSignatures, SIGNATURES_MISMATCH } from "./signature/block-signatures.ts";
import { PAGE_HEIGHT, Snapshot, type SnapshotHead } from "./snapshot.ts";
import { StateTree } from "./state-tree.ts";
import type { BlockOutcome, HeaderJudge, Refusal, StateProof } from "./types.ts";
import { StateView } from "./view/state-view.ts";
import { WithdrawalTree } from "./withdrawal-tree.ts";

/** Leaves 0-3 of the header: what L1 asks for. */
const HEADER_LEAVES = 4;
const LEAF_BYTES = 32;

/** What a void block wrote. */
const NO_CHUNKS = new Uint32Array(0);
const APPLIED = "applied";
/** Applied, or why not. */
type Verdict = typeof APPLIED | Refusal;

export interface StateMachineDependencies {
  readonly memory: WasmMemory;
  readonly engine: Engine;
}

/** What the engine made of a block, told while memory stands at the state after it. The arrays are views, valid during the call. */
export interface CommittedBlock {
  /** Number of the newest applied block: this one, unless it is void. */
  readonly number: bigint;
  readonly bytes: Uint8Array;
  readonly inputRoot: Uint8Array;
  readonly applied: boolean;
  readonly stateRoot: Uint8Array;
  /** Numbers of the 128-byte chunks of the state that it wrote; none when void. */
  readonly chunks: Uint32Array;
}

export class StateMachine {
  /** Read-only access to the state after the last applied block. Values are copies. */
  readonly view: StateView;
  readonly withdrawals = new WithdrawalTree();
  readonly #engine: Engine;
  readonly #memory: ArrayBuffer;
  readonly #input: Uint8Array;
  readonly #state: Uint8Array;
  readonly #barrier: WriteBarrier;
  readonly #tree: StateTree;
  readonly #snapshots = new Set<Snapshot>();
  readonly #listeners = new Set<(block: CommittedBlock) => void>();
  #inputLength = 0;

  /** The memory must be all zero; see `createStateMachine` for the usual way. */
  constructor(dependencies: StateMachineDependencies) {
    const { buffer } = dependencies.memory;
    this.#engine = dependencies.engine;
    this.#memory = buffer;
    this.#input = new Uint8Array(buffer, addresses.INPUT, MAX_INPUT_BYTES);
    this.#state = stateBytes(dependencies.memory);
    this.#barrier = new WriteBarrier(buffer);
    this.#tree = new StateTree(buffer);
    this.view = new StateView(buffer);
  }

  /** SHA-256 Merkle root of the state; the zero root before genesis. */
  get stateRoot(): Uint8Array {
    return this.#tree.root;
  }

  /** The engine's whole memory, for rehashing and for shadow runs. Whoever writes to it breaks the machine. */
  get memory(): ArrayBuffer {
    return this.#memory;
  }

  /** Numbers of the 4 KiB pages of the state half that were ever written, ascending: the rest of the state is zero. */
  touchedPages(): Uint32Array {
    return this.#tree.touched(PAGE_HEIGHT);
  }

  /**
   * Tells of every block that the engine decided on: applied, or void by its own word or a trap. A judge's refusal is not told: the
   * engine would have applied it. The listener must not throw. Returns the unsubscribe function.
   */
  onCommitted(listener: (block: CommittedBlock) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Executes the exact bytes of one block. Never throws on account of the bytes: a block that breaks rule B1 or traps is void
   * and leaves everything as it was. `judge` sees the header of the state reached and may refuse it: the block is then void with
   * its code (docs/spec/derivation.md). Bytes beyond 2^30 are no input of the machine and void as `BAD_HEADER`. `signatures`
   * spares the engine their hashing and recovery; they must come from these very bytes.
   */
  applyBlock(block: Uint8Array, judge?: HeaderJudge, signatures?: BlockSignatures): BlockOutcome {
    const decided = this.#run(block, signatures);
    const verdict = this.#judged(decided, judge);
    const root = block.length > MAX_INPUT_BYTES ? new Uint8Array(LEAF_BYTES) : inputRoot(block);
    if (verdict === APPLIED) return this.#commit(block, root);
    this.#undo();
    if (decided !== APPLIED && block.length <= MAX_INPUT_BYTES) this.#tell(block, root, NO_CHUNKS);
    return { status: "void", ...verdict, inputRoot: root, stateRoot: this.stateRoot };
  }

  /**
   * Executes a block and takes everything back: what it would do on this state. `code` is undefined when it would be applied. Costs
   * what applying costs, without the root. `signatures` as in `applyBlock`.
   */
  rehearse(
    block: Uint8Array,
    signatures?: BlockSignatures,
  ): { readonly code: string | undefined; readonly receipts: BlockReceipts } {
    const verdict = this.#run(block, signatures);
    this.#undo();
    if (verdict !== APPLIED) return { code: verdict.code, receipts: new BlockReceipts(new Uint8Array(0)) };
    return { code: undefined, receipts: new BlockReceipts(this.#engine.output().slice()) };
  }

  /** Runs the engine; on anything but `APPLIED` the state may be half written. */
  #run(block: Uint8Array, signatures?: BlockSignatures): Verdict {
    if (block.length > MAX_INPUT_BYTES) {
      return { code: "BAD_HEADER", message: `expected at most ${MAX_INPUT_BYTES} bytes of block` };
    }
    this.#load(block);
    try {
      return verdictOf(this.#engine.run(signatures));
    } catch (error) {
      if (isTrap(error)) return { code: "TRAP", message: `the engine trapped: ${error.message}` };
      this.#undo();
      if (errorCode(error) === SIGNATURES_MISMATCH) return this.#run(block);
      throw error;
    }
  }

  #judged(verdict: Verdict, judge: HeaderJudge | undefined): Verdict {
    if (verdict !== APPLIED || judge === undefined) return verdict;
    try {
      return judge(this.view.header()) ?? verdict;
    } catch (error) {
      this.#undo();
      throw error;
    }
  }

  #load(block: Uint8Array): void {
    this.#input.set(block);
    if (block.length < this.#inputLength) this.#input.fill(0, block.length, this.#inputLength);
    this.#inputLength = block.length;
  }

  #commit(block: Uint8Array, root: Uint8Array): BlockOutcome {
    for (const snapshot of this.#snapshots) snapshot.preserve(this.#barrier);
    const chunks = this.#barrier.dirtyChunks();
    this.#tree.update(chunks);
    this.#barrier.release();
    this.#tell(block, root, chunks);
    const receipts = new BlockReceipts(this.#engine.output().slice());
    const header = this.view.header();
    this.#takeWithdrawals(receipts, header.withdrawalsRoot);
    return {
      status: "applied",
      number: header.blockNumber,
      timestamp: header.timestamp,
      inputRoot: root,
      stateRoot: this.stateRoot,
      receipts,
    };
  }

  #tell(bytes: Uint8Array, root: Uint8Array, chunks: Uint32Array): void {
    if (this.#listeners.size === 0) return;
    const { stateRoot } = this;
    const number = this.view.header().blockNumber;
    const applied = chunks !== NO_CHUNKS;
    for (const listener of this.#listeners)
      listener({ number, bytes, inputRoot: root, applied, stateRoot, chunks });
  }

  #takeWithdrawals(receipts: BlockReceipts, expectedRoot: Uint8Array): void {
    const before = this.withdrawals.count;
    for (const { index, recipient, asset, amount } of receipts.withdrawals()) {
      this.withdrawals.append({ index, recipient, asset, amount });
    }
    if (this.withdrawals.count !== before && !equalBytes(this.withdrawals.root(), expectedRoot)) {
      throw new NovateError(
        "WITHDRAWAL_ROOT_MISMATCH",
        "expected the engine's withdrawal root to be the receipts' one",
      );
    }
  }

  #undo(): void {
    this.#barrier.restore();
    this.#barrier.release();
  }

  /** Proof of leaves 0-3 with 24 siblings, as the L1 Rollup's `HeaderProof` takes it. */
  proveHeader(): StateProof {
    return this.#tree.prove(0, HEADER_LEAVES);
  }

  /**
   * Proof of the smallest aligned range of leaves that holds `size` bytes of the state from `address` on (machine addresses,
   * see layout/generated.ts). Throws `OUT_OF_RANGE` outside the state half.
   */
  proveRecord(address: number, size: number): StateProof {
    const first = Math.floor((address - addresses.STATE) / LEAF_BYTES);
    const last = Math.floor((address - addresses.STATE + size - 1) / LEAF_BYTES);
    let count = 1;
    while (Math.floor(first / count) !== Math.floor(last / count)) count *= 2;
    return this.#tree.prove(Math.floor(first / count) * count, count);
  }

  /**
   * A consistent snapshot as of now, to be streamed with `frames()` while blocks go on. It costs memory for pages that change
   * before they were sent: end it soon.
   */
  snapshot(): Snapshot {
    const header = this.view.header();
    const snapshot = new Snapshot(
      {
        blockNumber: header.blockNumber,
        timestamp: header.timestamp,
        stateRoot: this.stateRoot,
        withdrawals: this.withdrawals.count,
      },
      {
        state: this.#state,
        pages: this.#tree.touched(PAGE_HEIGHT),
        withdrawals: this.withdrawals,
        release: () => this.#snapshots.delete(snapshot),
      },
    );
    this.#snapshots.add(snapshot);
    return snapshot;
  }

  /**
   * Fills this machine, on which no block was applied yet, from a snapshot stream cut anywhere. Throws `SNAPSHOT_CORRUPT` (the
   * machine must then be dropped) or `NOT_EMPTY`.
   */
  async restore(stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<SnapshotHead> {
    if (this.#tree.touched(PAGE_HEIGHT).length > 0) {
      throw new NovateError("NOT_EMPTY", "expected a fresh state machine to restore into");
    }
    const target = { state: this.#state, tree: this.#tree, withdrawals: this.withdrawals };
    const head = await readSnapshot(stream, target);
    const header = this.view.header();
    const root = this.withdrawals.root();
    if (header.withdrawalCount !== BigInt(head.withdrawals) || !this.#rootMatches(header, root)) {
      throw new NovateError("SNAPSHOT_CORRUPT", "expected the withdrawals that the header commits to");
    }
    return head;
  }

  #rootMatches(header: { withdrawalCount: bigint; withdrawalsRoot: Uint8Array }, root: Uint8Array): boolean {
    return header.withdrawalCount === 0n || equalBytes(header.withdrawalsRoot, root);
  }
}

function verdictOf(code: number): Verdict {
  if (code === voidCode.APPLIED) return APPLIED;
  const [, name, meaning] = voidCodeList.find(([number]) => number === code) ?? [
    code,
    "UNKNOWN_VOID_CODE",
    String(code),
  ];
  return { code: name, message: meaning };
}

/** A WebAssembly trap; a RangeError is V8's word for an exhausted stack. Anything else is a bug of the host. */
function isTrap(error: unknown): error is Error {
  return error instanceof wasm.RuntimeError || (error instanceof RangeError && /stack/.test(error.message));
}
