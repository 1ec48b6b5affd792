/** Opens the input of one block against L1: the batch in the Inbox's chain, the block's input root in the batch. */
import type { Hash, PublicClient } from "viem";
import type { DataAvailability } from "../../da/port.ts";
import { concatBytes, equalBytes, fromHex, toHex } from "../../primitives/bytes.ts";
import { decodeBatch } from "../../primitives/codec/index.ts";
import { NovateError } from "../../primitives/error.ts";
import { History } from "../../state-machine/dispute/index.ts";
import { inputRoot, ZERO_HASHES } from "../../state-machine/index.ts";
import type { BlockStore } from "../../store/port.ts";
import { type BatchStruct, nextBatchHash, toL1Batch, ZERO_HASH } from "../l1/batch.ts";
import { findBatch } from "../l1/find-batch.ts";
import type { TournamentContract } from "./tournament-contract.ts";

/** The contract's `BlockInput`. */
export interface BlockInput {
  readonly batchIndex: bigint;
  readonly previousHash: Hash;
  readonly batch: BatchStruct;
  readonly inputRoot: Hash;
  readonly siblings: readonly Hash[];
}

export interface BlockInputsDependencies {
  readonly contract: TournamentContract;
  readonly client: PublicClient;
  readonly store: Pick<BlockStore, "get" | "range">;
  /** Where the bytes of blocks lie that this node does not keep. */
  readonly da?: Pick<DataAvailability, "read">;
}

/** Payloads kept: those of the batch that a dispute is about, and of one more. */
const KEPT_BATCHES = 2;

interface OpenedBatch {
  readonly index: bigint;
  readonly batch: BatchStruct;
  readonly previousHash: Hash;
  readonly inputRoots: readonly Uint8Array[];
  /** The blocks' bytes when they came from the payload. */
  readonly blocks: readonly Uint8Array[] | undefined;
}

export class BlockInputs {
  readonly #dependencies: BlockInputsDependencies;
  readonly #opened = new Map<bigint, OpenedBatch>();

  constructor(dependencies: BlockInputsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * The input of block `number`, of batch `batchIndex`, as `openBlock` takes it. Throws `BATCH_ROOT` when no bytes at hand have the
   * batch's root, what DA throws when they are not there, or L1's errors.
   */
  async open(batchIndex: bigint, number: bigint): Promise<BlockInput> {
    const { index, batch, previousHash, inputRoots } = await this.#open(batchIndex);
    const place = Number(number - batch.firstBlock);
    const tree = treeOf(inputRoots);
    return {
      batchIndex: index,
      previousHash,
      batch,
      inputRoot: toHex(inputRoots[place]!),
      siblings: tree.prove(place).map(toHex),
    };
  }

  /** The bytes of block `number`, of batch `batchIndex`. Throws as {@link open}. */
  async bytes(batchIndex: bigint, number: bigint): Promise<Uint8Array> {
    const stored = await this.#dependencies.store.get(number);
    const { batch, blocks, inputRoots } = await this.#open(batchIndex);
    const place = Number(number - batch.firstBlock);
    const bytes = blocks?.[place] ?? stored?.bytes;
    if (bytes !== undefined && equalBytes(inputRoot(bytes), inputRoots[place]!)) return bytes;
    throw new NovateError(
      "BATCH_ROOT",
      `expected the bytes of block ${number} as batch ${batchIndex} commits to`,
    );
  }

  /** The batch that holds block `number`: a binary search over the Inbox's ranges. Undefined when none does. */
  async batchOf(number: bigint, batchCount: bigint): Promise<bigint | undefined> {
    let low = 0n;
    let high = batchCount;
    while (low < high) {
      const middle = (low + high) / 2n;
      const { lastBlock } = await this.#dependencies.contract.batchRange(middle);
      if (lastBlock < number) low = middle + 1n;
      else high = middle;
    }
    if (low === batchCount) return undefined;
    return low;
  }

  async #open(index: bigint): Promise<OpenedBatch> {
    const { contract } = this.#dependencies;
    const [previousHash, hash] = await Promise.all([
      index === 0n ? ZERO_HASH : contract.batchHash(index - 1n),
      contract.batchHash(index),
    ]);
    const kept = this.#opened.get(index);
    if (kept !== undefined && nextBatchHash(previousHash, kept.batch) === hash) return kept;
    const { batch, l1Block } = await findBatch(contract.addresses.inbox, index, this.#dependencies);
    if (nextBatchHash(previousHash, batch) !== hash) {
      throw new NovateError("L1_MISMATCH", `expected the event of batch ${index} to give the Inbox's hash`);
    }
    const opened = { index, batch, previousHash, ...(await this.#inputs(index, batch, l1Block)) };
    if (this.#opened.size >= KEPT_BATCHES) this.#opened.delete(this.#opened.keys().next().value!);
    this.#opened.set(index, opened);
    return opened;
  }

  /** From the store when it holds the whole batch, void blocks included; else from the data-availability layer. */
  async #inputs(
    index: bigint,
    batch: BatchStruct,
    l1Block: bigint,
  ): Promise<Pick<OpenedBatch, "inputRoots" | "blocks">> {
    const { store, da } = this.#dependencies;
    const count = Number(batch.lastBlock - batch.firstBlock) + 1;
    const roots: Uint8Array[] = [];
    for await (const block of store.range(batch.firstBlock, batch.lastBlock)) roots.push(block.inputRoot);
    if (roots.length === count && fits(batch, roots)) return { inputRoots: roots, blocks: undefined };
    const payload = await da?.read(toL1Batch(index, batch, l1Block).pointer, AbortSignal.timeout(60_000));
    const blocks = payload === undefined ? [] : decodeBatch(payload);
    const inputRoots = blocks.map(inputRoot);
    if (blocks.length === count && fits(batch, inputRoots)) return { inputRoots, blocks };
    throw new NovateError("BATCH_ROOT", `expected bytes with the root of batch ${index}`, { batch: index });
  }
}

const heightOf = (count: number) => Math.ceil(Math.log2(count));

/** Zero leaves up to a power of two. */
function treeOf(inputRoots: readonly Uint8Array[]): History {
  return new History(concatBytes(inputRoots), heightOf(inputRoots.length), ZERO_HASHES[0]!);
}

function fits(batch: BatchStruct, inputRoots: readonly Uint8Array[]): boolean {
  return inputRoots.length > 0 && equalBytes(treeOf(inputRoots).root, fromHex(batch.batchRoot, 32));
}
