/**
 * A chain of tiny blocks that the real machine runs in a few hundred steps. Its program copies a header from the block to the
 * state, counts up a word a few times, and exits with the code that the block names: everything L1 checks of a block is there.
 */
import { concatBytes, viewOf } from "../../../primitives/bytes.ts";
import {
  BlockTrace,
  type DisputeLevels,
  History,
  type Tampering,
} from "../../../state-machine/dispute/index.ts";
import { inputRoot, type StateProof } from "../../../state-machine/index.ts";
import { buildImage, type Image } from "../../../state-machine/machine/image.ts";
import { INPUT_START, PROGRAM_ENTRY, STATE_START } from "../../../state-machine/machine/layout.ts";
import { Machine } from "../../../state-machine/machine/machine.ts";
import {
  assemble,
  branch,
  ECALL,
  immediateOp,
  load,
  loadAddress,
  store,
} from "../../../state-machine/machine/testing/assembler.ts";
import { climb, merkleRoot, ZERO_HASHES } from "../../../state-machine/merkle.ts";
import type { BlockHistory, HistorySource } from "../history-source.ts";

export const TOY_LEVELS: DisputeLevels = { blocksHeight: 4, blockHeight: 5, stretchHeight: 4 };
const HEADER_BYTES = 128;
const STATE_BYTES = 4096;
/** State that the program never touches: a lie told there stays. */
const UNTOUCHED = STATE_START + 512;

export interface ToyDraft {
  readonly timestamp: bigint;
  /** Times the program counts, 1 to 80: five steps each. */
  readonly work: number;
  /** 0 unless the block shall be void. */
  readonly exitCode?: number;
  readonly inboxCursor?: bigint;
  readonly inboxAccumulator?: Uint8Array;
}

/** Where somebody's machine lies: after so many steps of a block, these bytes are in memory. */
export type Lies = Readonly<Record<string, Tampering>>;

/** A machine that writes `value` to its state after `step` steps of `block`. */
export function lie(block: number, step: number, value = 1): Lies {
  return { [`${block}`]: { step, writes: [{ address: UNTOUCHED, bytes: Uint8Array.of(value) }] } };
}

export interface ToyBlock {
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly bytes: Uint8Array;
  readonly inputRoot: Uint8Array;
}

function toyProgram(): Image {
  const words = [...loadAddress(5, INPUT_START), ...loadAddress(6, STATE_START)];
  for (let at = 0; at < HEADER_BYTES; at += 8) words.push(load("ld", 7, 5, at), store("sd", 7, 6, at));
  words.push(
    load("ld", 7, 5, HEADER_BYTES),
    load("ld", 8, 6, 256),
    immediateOp("addi", 8, 8, 1),
    store("sd", 8, 6, 256),
    immediateOp("addi", 7, 7, -1),
    branch("bne", 7, 0, -16),
    load("ld", 10, 5, HEADER_BYTES + 8),
    immediateOp("addi", 17, 0, 93),
    ECALL,
  );
  return { entry: PROGRAM_ENTRY, segments: [{ address: PROGRAM_ENTRY, bytes: assemble(words) }] };
}

export const TOY_PROGRAM = toyProgram();

/** Root of the program half with the toy program loaded: the Rollup's program hash. */
export function toyProgramRoot(): Uint8Array {
  const machine = new Machine();
  machine.load(TOY_PROGRAM);
  return machine.programRoot();
}

function stateProof(state: Uint8Array): StateProof {
  const leaves = Array.from({ length: 4 }, (_, i) => state.slice(32 * i, 32 * (i + 1)));
  const siblings: Uint8Array[] = [];
  for (let level = 2; level < 26; level++) {
    const size = 32 * 2 ** level;
    siblings.push(
      size < STATE_BYTES ? merkleRoot(state.subarray(size, 2 * size), level) : ZERO_HASHES[level]!,
    );
  }
  return { firstLeaf: 0, leaves, siblings };
}

/** One party's view of the chain: the same blocks, run by its own machine, honest or not. */
export class ToyChain implements HistorySource {
  readonly blockList: ToyBlock[] = [];
  /** State root after each block, by number; genesis first. */
  readonly roots: Uint8Array[] = [];
  readonly headers: StateProof[] = [];
  readonly #states: Uint8Array[] = [];
  readonly #chainId: bigint;
  readonly #levels: DisputeLevels;
  readonly #lies: Lies;
  readonly #machine = new Machine();
  readonly #blocks = new Map<string, History>();
  readonly #traces = new Map<bigint, { readonly trace: BlockTrace; readonly history: BlockHistory }>();
  #open: bigint | undefined;

  /** Begins with a genesis state: the header alone. */
  constructor(chainId: bigint, levels: DisputeLevels = TOY_LEVELS, lies: Lies = {}) {
    this.#chainId = chainId;
    this.#levels = levels;
    this.#lies = lies;
    const state = new Uint8Array(STATE_BYTES);
    state.set(this.#header(0n, { timestamp: 0n, work: 1 }));
    this.#push(state);
  }

  get head(): bigint {
    return BigInt(this.blockList.length);
  }

  /** Makes and runs the next block. */
  seal(draft: ToyDraft): ToyBlock {
    const number = this.head + 1n;
    const tail = new Uint8Array(16);
    viewOf(tail).setBigUint64(0, BigInt(draft.work), true);
    viewOf(tail).setBigUint64(8, BigInt(draft.exitCode ?? 0), true);
    const bytes = concatBytes([this.#header(number, draft), tail]);
    const block = { number, timestamp: draft.timestamp, bytes, inputRoot: inputRoot(bytes) };
    this.run(block);
    return block;
  }

  /** Runs the next block, made by somebody else. */
  run(block: ToyBlock): void {
    this.blockList.push(block);
    const { end } = this.#trace(block.number);
    this.#push(end.applied ? this.#machine.read(STATE_START, STATE_BYTES) : this.#states.at(-1)!);
  }

  async blocks(first: bigint, last: bigint): Promise<History | undefined> {
    if (last > this.head) return undefined;
    const key = `${first}-${last}`;
    const leaves = concatBytes(this.roots.slice(Number(first), Number(last) + 1));
    const history =
      this.#blocks.get(key) ?? new History(leaves, this.#levels.blocksHeight, new Uint8Array(32));
    this.#blocks.set(key, history);
    return history;
  }

  async block(number: bigint): Promise<BlockHistory | undefined> {
    if (number > this.head) return undefined;
    const kept = this.#traces.get(number)?.history;
    if (kept !== undefined) return kept;
    const trace = this.#trace(number);
    const again = () => (this.#open === number ? trace : this.#trace(number));
    const stretches = new Map<number, History>();
    const history: BlockHistory = {
      startHash: trace.startHash,
      history: trace.history,
      end: trace.end,
      before: this.headers[Number(number) - 1]!,
      stretch: async (index) => {
        const stretch = stretches.get(index) ?? again().stretch(index);
        stretches.set(index, stretch);
        return stretch;
      },
      prove: async (step) => again().prove(step),
    };
    this.#traces.set(number, { trace, history });
    return history;
  }

  #trace(number: bigint): BlockTrace {
    const { bytes } = this.blockList[Number(number) - 1]!;
    const state = this.#states[Number(number) - 1]!;
    const image = buildImage({ program: TOY_PROGRAM, input: bytes, state });
    const tampering = this.#lies[`${number}`];
    this.#open = number;
    return new BlockTrace(this.#levels, {
      machine: this.#machine,
      image,
      ...(tampering === undefined ? {} : { tampering }),
    });
  }

  #push(state: Uint8Array): void {
    const proof = stateProof(state);
    this.#states.push(state);
    this.headers.push(proof);
    this.roots.push(climb(merkleRoot(concatBytes(proof.leaves), 2), 0, proof.siblings));
  }

  #header(number: bigint, { timestamp, inboxCursor = 0n, inboxAccumulator }: ToyDraft): Uint8Array {
    const words = (...values: readonly bigint[]) => {
      const leaf = new Uint8Array(32);
      for (const [i, value] of values.entries()) viewOf(leaf).setBigUint64(8 * i, value, true);
      return leaf;
    };
    return concatBytes([
      words(1n, this.#chainId, number, timestamp),
      new Uint8Array(32).fill(7),
      inboxAccumulator ?? new Uint8Array(32),
      words(inboxCursor, 0n, 0n, 0n),
    ]);
  }
}
