/** What the public port asks about the way to L1 and back. */
import type { Address, Hash, PublicClient } from "viem";
import { rollupAbi, vaultAbi } from "../../../contracts/generated/abi.ts";
import type { Clock } from "../../primitives/clock.ts";
import type { BlockStore } from "../../store/port.ts";
import type { Judge } from "../asserter/judge.ts";
import { l1Error } from "../l1/errors.ts";
import type { L1Watcher } from "../l1/watcher.ts";
import { L1Messages } from "./l1-messages.ts";
import { type AssertionStage, type Payable, payableFrom } from "./payable.ts";
import { type VaultFacts, VaultFactsReader } from "./vault-facts.ts";

export type { Payable, PayableCause } from "./payable.ts";
export type { VaultFacts } from "./vault-facts.ts";

/** What the Vault has paid of a withdrawal. */
export interface Paid {
  readonly whole: boolean;
  /** Usd6, of one that is not paid whole. */
  readonly part: bigint;
}

export interface BridgeFactsDependencies {
  readonly client: PublicClient;
  readonly clock: Clock;
  readonly store: Pick<BlockStore, "getL1Transaction">;
  readonly watcher: Pick<L1Watcher, "assertions">;
  readonly judge: Judge;
}

export class BridgeFacts {
  readonly messages: L1Messages;
  readonly #addresses: { readonly inbox: Address; readonly rollup: Address; readonly vault: Address };
  readonly #dependencies: BridgeFactsDependencies;
  readonly #vault: VaultFactsReader;
  /** Fixed when it is asserted; of live assertions only. */
  #confirmableAt = new Map<Hash, bigint>();

  constructor(
    addresses: { readonly inbox: Address; readonly rollup: Address; readonly vault: Address },
    dependencies: BridgeFactsDependencies,
  ) {
    this.#addresses = addresses;
    this.#dependencies = dependencies;
    this.messages = new L1Messages(addresses, dependencies);
    this.#vault = new VaultFactsReader(addresses, dependencies);
  }

  /** Throws `L1_RPC`. */
  vault(): Promise<VaultFacts> {
    return this.#vault.read();
  }

  /** For each index, in order; one call of L1. Throws `L1_RPC`. */
  async paid(indexes: readonly bigint[]): Promise<readonly Paid[]> {
    if (indexes.length === 0) return [];
    const call = { address: this.#addresses.vault, abi: vaultAbi, functionName: "paidOf" } as const;
    const [whole, parts] = await this.#dependencies.client
      .readContract({ ...call, args: [indexes] })
      .catch((error: unknown) => {
        throw l1Error(error);
      });
    return indexes.map((_, i) => ({ whole: whole[i] === true, part: parts[i] ?? 0n }));
  }

  /** From when the Vault pays `rest` of a withdrawal of block `block`. Throws `L1_RPC`. */
  async payable(block: bigint, rest: bigint): Promise<Payable> {
    return payableFrom(rest, await this.#stage(block), await this.vault());
  }

  async #stage(block: bigint): Promise<AssertionStage> {
    const { watcher, judge } = this.#dependencies;
    const tree = watcher.assertions;
    const right = tree.confirmed !== undefined && (await judge.confirmed(tree.confirmed)) === "right";
    if (right && block <= tree.confirmed.lastBlock) return { is: "confirmed" };
    const chain = (await judge.agreement(tree))?.chain ?? [];
    const covering = chain.findIndex(({ lastBlock }) => block <= lastBlock);
    if (covering < 0) return { is: "missing" };
    const way = chain.slice(0, covering + 1).map(({ id }) => id);
    const disputed = await Promise.all(way.map((id) => this.#isDisputed(id)));
    if (disputed.includes(true)) return { is: "disputed" };
    const live = new Set(tree.live.map(({ id }) => id));
    this.#confirmableAt = new Map([...this.#confirmableAt].filter(([id]) => live.has(id)));
    let confirmableAt = 0n;
    for (const time of await Promise.all(way.map((id) => this.#confirmable(id)))) {
      if (time > confirmableAt) confirmableAt = time;
    }
    return { is: "asserted", confirmableAt };
  }

  #isDisputed(id: Hash): Promise<boolean> {
    const call = { address: this.#addresses.rollup, abi: rollupAbi, functionName: "isDisputed" } as const;
    return this.#dependencies.client.readContract({ ...call, args: [id] }).catch((error: unknown) => {
      throw l1Error(error);
    });
  }

  async #confirmable(id: Hash): Promise<bigint> {
    const known = this.#confirmableAt.get(id);
    if (known !== undefined) return known;
    const call = { address: this.#addresses.rollup, abi: rollupAbi, functionName: "assertion" } as const;
    const { confirmableAt } = await this.#dependencies.client
      .readContract({ ...call, args: [id] })
      .catch((error: unknown) => {
        throw l1Error(error);
      });
    this.#confirmableAt.set(id, confirmableAt);
    return confirmableAt;
  }
}
