/** What a dishonest engine makes of the blocks that an assertion is about, beside what they truly lead to. */
import { equalBytes } from "../../node/primitives/bytes.ts";
import { scanBlock } from "../../node/primitives/codec/index.ts";
import { blockImage, type Tampering } from "../../node/state-machine/dispute/index.ts";
import { createStateMachine, type StateMachine, type StateProof } from "../../node/state-machine/index.ts";
import { Machine } from "../../node/state-machine/machine/machine.ts";
import { programImage } from "../../node/state-machine/program/release.ts";
import type { MachineMaker } from "./engine.ts";
import { forge } from "./forgery.ts";
import { type Instruction, instructionAt } from "./instruction.ts";
import type { ToldChain } from "./told-chain.ts";

/** A wrong story about blocks `first..last`. */
export interface Lie {
  readonly first: bigint;
  readonly last: bigint;
  /** State roots claimed, by block number. */
  readonly roots: ReadonlyMap<bigint, Uint8Array>;
  /** Proof of the header in the last of them. */
  readonly header: StateProof;
  /** The first block that leads elsewhere, and how a machine is made to end there. */
  readonly block: bigint;
  readonly tampering: Tampering;
}

export class LieMaker {
  readonly #chain: ToldChain;
  readonly #machine = new Machine();
  /** An honest state machine, at the block after which the last story began. */
  #trail: { readonly machine: StateMachine; at: bigint } | undefined;

  constructor(chain: ToldChain) {
    this.#chain = chain;
  }

  /**
   * The story that a dishonest engine tells of blocks `first..last` when it starts from the true state before them; undefined when
   * it agrees with the truth everywhere. The chain must know `last`.
   */
  async tell(make: MachineMaker, first: bigint, last: bigint): Promise<Lie | undefined> {
    const honest = await this.#standAt(first - 1n);
    const forged = make(this.#chain.signers);
    await forged.restore([...honest.snapshot().frames()]);
    const roots = new Map<bigint, Uint8Array>();
    let wrong: Pick<Lie, "block" | "tampering"> | undefined;
    for (let number = first; number <= last; number++) {
      const applied = this.#chain.apply(forged, number);
      roots.set(number, forged.stateRoot);
      const truth = this.#chain.blocks[Number(number)]!.stateRoot;
      if (wrong !== undefined || equalBytes(forged.stateRoot, truth)) continue;
      const before = await this.#standAt(number - 1n);
      const image = blockImage(programImage(), this.#chain.blocks[Number(number)]!.bytes, before);
      wrong = { block: number, tampering: forge(this.#machine, image, { applied, state: forged }) };
    }
    return wrong && { first, last, roots, header: forged.proveHeader(), ...wrong };
  }

  /** The instruction after `step` steps of a block, as the honest machine comes to it. */
  async instruction(number: bigint, step: number): Promise<Instruction> {
    const { bytes } = this.#chain.blocks[Number(number)]!;
    return instructionAt(await this.#standAt(number - 1n), bytes, step, transactionsOf(bytes));
  }

  /** A machine at the state after block `number`, by the honest engine. */
  async #standAt(number: bigint): Promise<StateMachine> {
    const { signers } = this.#chain;
    if (this.#trail === undefined || this.#trail.at > number)
      this.#trail = { machine: await createStateMachine({ signers }), at: -1n };
    while (this.#trail.at < number) {
      this.#trail.at++;
      this.#chain.apply(this.#trail.machine, this.#trail.at);
    }
    return this.#trail.machine;
  }
}

/** Transactions of a block; none where its bytes are no block. */
function transactionsOf(bytes: Uint8Array): number {
  try {
    return scanBlock(bytes).transactionOffsets.length - 1;
  } catch {
    return 0;
  }
}
