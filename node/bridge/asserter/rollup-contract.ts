/** What the Rollup says now. */
import type { Address, Hash, PublicClient } from "viem";
import { rollupAbi } from "../../../contracts/generated/abi.ts";
import { l1Error, revertName } from "../l1/errors.ts";

export interface AssertionState {
  readonly parent: Hash;
  readonly proposer: Address;
  /** Seconds. */
  readonly createdAt: bigint;
  readonly confirmableAt: bigint;
  readonly batchCount: bigint;
  readonly nextBatchCount: bigint;
  /** Program that children must have run. */
  readonly nextProgramVersion: number;
  readonly lastBlock: bigint;
  readonly childCount: number;
  readonly confirmed: boolean;
}

export class RollupContract {
  readonly address: Address;
  readonly #client: PublicClient;

  constructor(address: Address, dependencies: { readonly client: PublicClient }) {
    this.address = address;
    this.#client = dependencies.client;
  }

  /** Undefined when the Rollup knows no such assertion. */
  async assertion(id: Hash): Promise<AssertionState | undefined> {
    try {
      return await this.#client.readContract({ ...this.#at(), functionName: "assertion", args: [id] });
    } catch (cause) {
      const error = l1Error(cause);
      if (revertName(error) === "UnknownAssertion") return undefined;
      throw error;
    }
  }

  /** Root of the program of `version`. */
  programHash(version: number): Promise<Hash> {
    return this.#client.readContract({ ...this.#at(), functionName: "programHashAt", args: [version] });
  }

  latestConfirmed(): Promise<Hash> {
    return this.#client.readContract({ ...this.#at(), functionName: "latestConfirmed" });
  }

  /** Wei. */
  bond(): Promise<bigint> {
    return this.#client.readContract({ ...this.#at(), functionName: "bond" });
  }

  /** Wei that `proposer` can claim. */
  claimable(proposer: Address): Promise<bigint> {
    return this.#client.readContract({ ...this.#at(), functionName: "claimable", args: [proposer] });
  }

  #at() {
    return { abi: rollupAbi, address: this.address } as const;
  }
}
