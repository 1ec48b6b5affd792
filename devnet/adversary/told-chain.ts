/** The chain that a story is told about, as plain data: whoever has it can run any engine over it, in any thread. */
import type { InboxMessage, L1Batch, L1View } from "../../node/bridge/port.ts";
import { l1Judge } from "../../node/derivation/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import type { SignerCache, StateMachine } from "../../node/state-machine/index.ts";
import type { StoredBlock } from "../../node/store/port.ts";
import { applyDishonestly } from "./engine.ts";

export type ToldBlock = Pick<StoredBlock, "bytes" | "stateRoot">;

export interface ToldChainData {
  /** By number, genesis first. */
  readonly blocks: readonly ToldBlock[];
  readonly batches: readonly L1Batch[];
  /** Every message of the Inbox. */
  readonly messages: readonly InboxMessage[];
  /** Seconds. */
  readonly forceDelay: bigint;
}

/** What a lie is made from. */
export interface ToldChain {
  readonly blocks: readonly ToldBlock[];
  readonly signers: SignerCache;
  /** Applies block `number` to a machine that stands before it, by L1's rules too. True when it became part of the state. */
  apply(machine: StateMachine, number: bigint): boolean;
}

/** The chain again from its data. Throws `ADVERSARY_BEHIND` beyond the last block. */
export function toldChain(data: ToldChainData, signers: SignerCache): ToldChain {
  const { blocks, batches, messages, forceDelay } = data;
  const l1 = {
    messages: (from: bigint, limit: number) => messages.slice(Number(from), Number(from) + limit),
    dueCount: (seconds: bigint) => {
      const first = messages.findIndex(({ l1Time }) => l1Time + forceDelay > seconds);
      return BigInt(first < 0 ? messages.length : first);
    },
  };
  return {
    blocks,
    signers,
    apply: (machine, number) => applyAsOnL1({ blocks, batches, l1 }, machine, number),
  };
}

/** Applies block `number` by the engine's and by L1's rules. Throws `ADVERSARY_BEHIND` for a block that is not known. */
export function applyAsOnL1(
  {
    blocks,
    batches,
    l1,
  }: Pick<ToldChainData, "blocks" | "batches"> & {
    readonly l1: Pick<L1View, "messages" | "dueCount">;
  },
  machine: StateMachine,
  number: bigint,
): boolean {
  const block = blocks[Number(number)];
  if (block === undefined) throw new NovateError("ADVERSARY_BEHIND", `expected block ${number} to be known`);
  if (number === 0n) return machine.applyBlock(block.bytes).status === "applied";
  const batch = batches.find(({ lastBlock }) => lastBlock >= number);
  if (batch === undefined || block.bytes.length === 0) return false;
  return applyDishonestly(machine, block.bytes, l1Judge({ number, batch }, machine.view.header(), l1));
}
