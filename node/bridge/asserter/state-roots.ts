/** State roots by block: the newest in memory, the others from the store. */
import { NovateError } from "../../primitives/error.ts";
import { History, MAX_LEAVES } from "../../state-machine/dispute/history.ts";
import { ZERO_HASHES } from "../../state-machine/merkle.ts";
import type { BlockStore, StoredBlock } from "../../store/port.ts";

const ROOT_BYTES = 32;
/** Height of the tree over the block roots of an assertion: `Rollup.BLOCKS_HEIGHT`. */
export const BLOCKS_HEIGHT = 26;
/** Blocks whose root is in memory: 8 MiB, seven hours at ten blocks a second. */
const RECENT_ROOTS = 2 ** 18;

export class StateRoots {
  readonly #store: Pick<BlockStore, "get">;
  readonly #ring = new Uint8Array(RECENT_ROOTS * ROOT_BYTES);
  #first: bigint | undefined;
  #last = -1n;

  constructor(dependencies: { readonly store: Pick<BlockStore, "get"> }) {
    this.#store = dependencies.store;
  }

  /** Takes the next sealed block. */
  add(block: Pick<StoredBlock, "number" | "stateRoot">): void {
    if (this.#first === undefined || block.number !== this.#last + 1n) this.#first = block.number;
    this.#last = block.number;
    if (this.#last - this.#first >= BigInt(RECENT_ROOTS))
      this.#first = this.#last - BigInt(RECENT_ROOTS) + 1n;
    this.#ring.set(block.stateRoot, this.#slot(block.number));
  }

  /** Undefined while this node has no such block. */
  async get(number: bigint): Promise<Uint8Array | undefined> {
    if (this.#first !== undefined && number >= this.#first && number <= this.#last) {
      const at = this.#slot(number);
      return this.#ring.slice(at, at + ROOT_BYTES);
    }
    return (await this.#store.get(number))?.stateRoot;
  }

  /**
   * The history of blocks `first..last`, zero beyond the last: its root is the `blocksRoot` of an assertion. Undefined while this
   * node lacks one of the blocks. Work: one hash a block. Throws `HISTORY_SIZE`.
   */
  history(first: bigint, last: bigint): Promise<History | undefined> {
    return historyOf(this, first, last, BLOCKS_HEIGHT);
  }

  #slot(number: bigint): number {
    return Number(number % BigInt(RECENT_ROOTS)) * ROOT_BYTES;
  }
}

/** {@link StateRoots.history} of any source of roots and any height. Throws `HISTORY_SIZE` for more blocks than a history holds, before it reads one. */
export async function historyOf(
  roots: Pick<StateRoots, "get">,
  first: bigint,
  last: bigint,
  height: number,
): Promise<History | undefined> {
  const count = Number(last - first) + 1;
  if (count > MAX_LEAVES) {
    throw new NovateError("HISTORY_SIZE", `expected at most ${MAX_LEAVES} blocks, got ${count}`);
  }
  const leaves = new Uint8Array(count * ROOT_BYTES);
  for (let i = 0; i < count; i++) {
    const root = await roots.get(first + BigInt(i));
    if (root === undefined) return undefined;
    leaves.set(root, i * ROOT_BYTES);
  }
  return new History(leaves, height, ZERO_HASHES[0]!);
}
