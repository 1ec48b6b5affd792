/** `DataChallenges` as the watcher reads it. */
import { type Address, type Hex, type PublicClient, parseEventLogs } from "viem";
import { dataChallengesAbi, inboxAbi } from "../../../contracts/generated/abi.ts";
import { fromHex, toHex } from "../../primitives/bytes.ts";
import type { BatchStruct } from "../l1/batch.ts";
import { l1Error } from "../l1/errors.ts";
import type { L1Call } from "../l1/sender.ts";
import type { LeafProof } from "./leaf.ts";
import type { NodePlace } from "./tree.ts";

/** A challenge that is neither answered nor refunded. */
export interface OpenChallenge {
  readonly id: bigint;
  readonly batch: number;
  readonly place: NodePlace;
  /** Seconds. */
  readonly deadline: bigint;
  readonly challenger: Address;
}

export type Asked =
  | { readonly id: bigint; readonly state: "unasked" | "open" }
  | { readonly id: bigint; readonly state: "answered"; readonly nodes: readonly Uint8Array[] };

export interface ChallengeContractOptions {
  readonly address: Address;
  readonly inbox: Address;
}

/** Challenges looked at in one round. */
const MAX_CHALLENGES = 1_000n;

export class ChallengeContract {
  readonly #at: { readonly address: Address; readonly abi: typeof dataChallengesAbi };
  readonly #inbox: Address;
  readonly #client: PublicClient;

  constructor(options: ChallengeContractOptions, { client }: { readonly client: PublicClient }) {
    this.#at = { address: options.address, abi: dataChallengesAbi };
    this.#inbox = options.inbox;
    this.#client = client;
  }

  /** The open ones among the newest thousand, oldest first, and L1's time, read at one block. Throws `L1_RPC`. */
  async open(): Promise<{ readonly now: bigint; readonly challenges: readonly OpenChallenge[] }> {
    return this.#asked(async () => {
      const { number: blockNumber, timestamp: now } = await this.#client.getBlock();
      const at = { ...this.#at, blockNumber };
      const count = await this.#client.readContract({ ...at, functionName: "challengeCount" });
      const challenges: OpenChallenge[] = [];
      for (let id = count > MAX_CHALLENGES ? count - MAX_CHALLENGES : 1n; id <= count; id++) {
        const c = await this.#client.readContract({ ...at, functionName: "challengeAt", args: [id] });
        if (!c.isOpen) continue;
        const place = { level: c.level, index: c.index };
        const { challenger, deadline } = c;
        challenges.push({ id, batch: Number(c.batchIndex), place, deadline, challenger });
      }
      return { now, challenges };
    });
  }

  /** Whether a batch is ruled void, until when challenges are taken that nothing led to, and their bond. Throws `L1_RPC`. */
  async standing(batch: number): Promise<{ isVoid: boolean; closesAt: bigint; bond: bigint }> {
    return this.#asked(async () => {
      const index = BigInt(batch);
      const inbox = { address: this.#inbox, abi: inboxAbi } as const;
      const [isVoid, time, window, bond] = await Promise.all([
        this.#client.readContract({ ...this.#at, functionName: "isVoid", args: [index] }),
        this.#client.readContract({ ...inbox, functionName: "batchTime", args: [index] }),
        this.#client.readContract({ ...this.#at, functionName: "DATA_WINDOW" }),
        this.#client.readContract({ ...this.#at, functionName: "BOND" }),
      ]);
      return { isVoid, closesAt: time + window, bond };
    });
  }

  /** The challenge of a node: not made, open, or answered; with what its answer revealed, for a node above the leaves. Throws `L1_RPC`. */
  async asked(batch: number, { level, index }: NodePlace, fromBlock: bigint): Promise<Asked> {
    return this.#asked(async () => {
      const args = [BigInt(batch), level, index] as const;
      const id = await this.#client.readContract({ ...this.#at, functionName: "challengeId", args });
      if (id === 0n) return { id, state: "unasked" };
      const { isOpen } = await this.#client.readContract({
        ...this.#at,
        functionName: "challengeAt",
        args: [id],
      });
      if (isOpen) return { id, state: "open" };
      if (level === 0) return { id, state: "answered", nodes: [] };
      const { address, abi } = this.#at;
      const logs = await this.#client.getLogs({ address, fromBlock });
      const revealed = parseEventLogs({ abi, eventName: "Revealed", logs }).find(
        ({ args }) => args.id === id,
      );
      const nodes = revealed?.args.nodes.map((node) => fromHex(node, 32));
      return nodes === undefined ? { id, state: "open" } : { id, state: "answered", nodes };
    });
  }

  /** The batch exactly as it was appended: what opens its hash. Throws `L1_RPC`. */
  async struct(batch: number, l1Block: bigint): Promise<BatchStruct | undefined> {
    return this.#asked(async () => {
      const range = { fromBlock: l1Block, toBlock: l1Block };
      const logs = await this.#client.getLogs({ address: this.#inbox, ...range });
      const events = parseEventLogs({ abi: inboxAbi, eventName: "BatchAppended", logs });
      return events.find(({ args }) => args.index === BigInt(batch))?.args.batch;
    });
  }

  /** `parent`: the challenge whose answer led here; 0 for the first one. */
  challenge(batch: number, struct: BatchStruct, place: NodePlace, parent: bigint, bond: bigint): L1Call {
    const args = [BigInt(batch), struct, place.level, place.index, parent];
    return { ...this.#at, functionName: "challengeNode", args, value: bond };
  }

  answerNode(
    id: bigint,
    struct: BatchStruct,
    { nodes, siblings }: { readonly nodes: readonly Uint8Array[]; readonly siblings: readonly Uint8Array[] },
  ): L1Call {
    const hex = (list: readonly Uint8Array[]) => list.map((bytes) => toHex(bytes));
    return { ...this.#at, functionName: "answerNode", args: [id, struct, hex(nodes), hex(siblings)] };
  }

  answer(id: bigint, struct: BatchStruct, proof: LeafProof & { readonly openings: Hex }): L1Call {
    const hex = (bytes: Uint8Array) => toHex(bytes);
    const shown = {
      value: hex(proof.value),
      inputRoot: hex(proof.inputRoot),
      leafSiblings: proof.leafSiblings.map(hex),
      inputSiblings: proof.inputSiblings.map(hex),
      openings: proof.openings,
    };
    return { ...this.#at, functionName: "answer", args: [id, struct, shown] };
  }

  refund(id: bigint): L1Call {
    return { ...this.#at, functionName: "refund", args: [id] };
  }

  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw l1Error(error);
    }
  }
}
