/** A chain of well-formed blocks over a made-up state: everything L1 checks is right, no engine is needed. */

import { concatBytes, viewOf } from "../../primitives/bytes.ts";
import { accumulate, encodeBlock, type L1Message, type Withdrawal } from "../../primitives/codec/index.ts";
import type { SealedBlock } from "../../sequencer/port.ts";
import {
  BlockReceipts,
  blockHash,
  inputRoot,
  type StateProof,
  WithdrawalTree,
} from "../../state-machine/index.ts";
import { climb, merkleRoot, ZERO_HASHES } from "../../state-machine/merkle.ts";
import type { BlockStore, StoredBlock } from "../../store/port.ts";
import type { InboxMessage } from "../port.ts";

const SIBLINGS = ZERO_HASHES.slice(2, 26);

export interface BlockDraft {
  readonly timestamp: bigint;
  readonly messages?: readonly InboxMessage[];
  readonly withdrawals?: readonly Omit<Withdrawal, "index">[];
  /** Bytes of filler in the block, as opaque transactions. */
  readonly filler?: number;
}

export class SyntheticChain {
  readonly machine: {
    readonly withdrawals: WithdrawalTree;
    stateRoot: Uint8Array;
    proveHeader: () => StateProof;
  };
  readonly #chainId: bigint;
  readonly #store: BlockStore;
  readonly #executed = new Set<(block: StoredBlock) => void>();
  readonly #listeners = new Set<(sealed: SealedBlock) => void>();
  readonly #headers = new Map<bigint, StateProof>();
  #leaves: Uint8Array[] = [];
  #accumulator: Uint8Array = new Uint8Array(32);
  #cursor = 0n;
  #head: StoredBlock;

  private constructor(chainId: bigint, store: BlockStore) {
    this.#chainId = chainId;
    this.#store = store;
    this.machine = {
      withdrawals: new WithdrawalTree(),
      stateRoot: new Uint8Array(32),
      proveHeader: () => this.#header(),
    };
    this.#head = this.#execute({ timestamp: 0n });
  }

  /** Begins with a block 0 in the store. */
  static async begin(chainId: bigint, store: BlockStore): Promise<SyntheticChain> {
    const chain = new SyntheticChain(chainId, store);
    await store.append(chain.#head);
    return chain;
  }

  get head(): StoredBlock {
    return this.#head;
  }

  /** Messages consumed so far. */
  get cursor(): bigint {
    return this.#cursor;
  }

  /** The header proof of any block so far. */
  headerAt(number: bigint): StateProof {
    return this.#headers.get(number)!;
  }

  onExecuted(listener: (block: StoredBlock) => void): () => void {
    this.#executed.add(listener);
    return () => this.#executed.delete(listener);
  }

  onBlock(listener: (sealed: SealedBlock) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async seal(draft: BlockDraft): Promise<StoredBlock> {
    const block = this.#execute(draft);
    for (const listener of this.#executed) listener(block);
    await this.#store.append(block);
    this.#head = block;
    for (const listener of this.#listeners) listener({ block, receipts: new BlockReceipts(block.receipts) });
    return block;
  }

  #header(): StateProof {
    return { firstLeaf: 0, leaves: this.#leaves, siblings: SIBLINGS };
  }

  #execute(draft: BlockDraft): StoredBlock {
    const parent: StoredBlock | undefined = this.#head;
    const number = parent === undefined ? 0n : parent.number + 1n;
    const messages = (draft.messages ?? []) as readonly L1Message[];
    const { withdrawals } = this.machine;
    for (const message of messages) this.#accumulator = accumulate(this.#accumulator, message);
    this.#cursor += BigInt(messages.length);
    for (const withdrawal of draft.withdrawals ?? []) {
      withdrawals.append({ ...withdrawal, index: BigInt(withdrawals.count) });
    }
    this.#leaves = [
      words(1n, this.#chainId, number, draft.timestamp),
      withdrawals.root(),
      this.#accumulator,
      words(this.#cursor, BigInt(withdrawals.count), 0n, 0n),
    ];
    const stateRoot = climb(merkleRoot(concatBytes(this.#leaves), 2), 0, SIBLINGS);
    this.machine.stateRoot = stateRoot;
    this.#headers.set(number, this.#header());
    const bytes = encodeBlock({
      number,
      timestamp: draft.timestamp,
      l1Block: 0n,
      inboxDue: 0n,
      messages,
      transactions: draft.filler ? [new Uint8Array(draft.filler).fill(7)] : [],
    });
    const parentHash = parent?.hash ?? new Uint8Array(32);
    const parts = { parentHash, inputRoot: inputRoot(bytes), stateRoot, receipts: new Uint8Array(0) };
    return { number, timestamp: draft.timestamp, bytes, ...parts, hash: blockHash(parts) };
  }
}

function words(...values: readonly bigint[]): Uint8Array {
  const leaf = new Uint8Array(32);
  for (const [i, value] of values.entries()) viewOf(leaf).setBigUint64(8 * i, value, true);
  return leaf;
}
