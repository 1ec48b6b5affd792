/** Where each withdrawal stands on its way to L1, and what the Vault needs to pay it. */
import { type Address, getAddress, type Hash, type PublicClient } from "viem";
import { vaultAbi } from "../../contracts/generated/abi.ts";
import { equalBytes, fromHex, toHex } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import type { WithdrawalTree } from "../state-machine/index.ts";
import type { WithdrawalRequest } from "./actions/withdraw.ts";
import type { Judge } from "./asserter/judge.ts";
import type { HeaderArchive } from "./header-archive.ts";
import { l1Error } from "./l1/errors.ts";
import type { L1Watcher } from "./l1/watcher.ts";

/** `requested`: debited on the rollup. `provable`: in a confirmed assertion, the Vault would pay. `paid`: the Vault has. */
export type WithdrawalStage = "requested" | "asserted" | "provable" | "paid";

export interface WithdrawalStatus {
  readonly index: bigint;
  readonly recipient: Address;
  readonly asset: number;
  /** 1e-6 USDC. */
  readonly amount: bigint;
  readonly stage: WithdrawalStage;
}

export interface WithdrawalDependencies {
  /** The state machine's own tree. */
  readonly tree: WithdrawalTree;
  readonly watcher: Pick<L1Watcher, "assertions">;
  readonly judge: Judge;
  readonly headers: HeaderArchive;
  readonly client: PublicClient;
}

/** Tree sizes tried between two turns of the event loop when a confirmed root's size has to be found again. */
const SEARCH_STEP = 512;

export class Withdrawals {
  readonly #vault: Address;
  readonly #dependencies: WithdrawalDependencies;
  /** Size of the tree in the confirmed assertion that was looked at last. */
  #confirmedSize: { readonly id: Hash; readonly size: number } | undefined;

  constructor(options: { readonly vault: Address }, dependencies: WithdrawalDependencies) {
    this.#vault = options.vault;
    this.#dependencies = dependencies;
  }

  /** Throws `UNKNOWN_WITHDRAWAL`, or `L1_RPC` when L1 cannot be asked whether it was paid. */
  async status(index: number): Promise<WithdrawalStatus> {
    const { tree, client } = this.#dependencies;
    const withdrawal = tree.at(index);
    if (withdrawal === undefined) {
      throw new NovateError("UNKNOWN_WITHDRAWAL", `expected a withdrawal below ${tree.count}, got ${index}`);
    }
    const { recipient, asset, amount } = withdrawal;
    const common = { index: BigInt(index), recipient: getAddress(toHex(recipient)), asset, amount };
    if (index >= (await this.#size())) {
      return { ...common, stage: index < (await this.#assertedSize()) ? "asserted" : "requested" };
    }
    const paid = await client
      .readContract({ abi: vaultAbi, address: this.#vault, functionName: "isPaid", args: [BigInt(index)] })
      .catch((error: unknown) => {
        throw l1Error(error);
      });
    return { ...common, stage: paid ? "paid" : "provable" };
  }

  /**
   * The arguments of `Vault.withdraw` against the latest confirmed assertion. Throws `UNKNOWN_WITHDRAWAL`, or
   * `WITHDRAWAL_NOT_FINAL` while no confirmed assertion holds it.
   */
  async prove(index: number): Promise<WithdrawalRequest> {
    const { tree, watcher } = this.#dependencies;
    if (tree.at(index) === undefined) {
      throw new NovateError("UNKNOWN_WITHDRAWAL", `expected a withdrawal below ${tree.count}, got ${index}`);
    }
    const { confirmed } = watcher.assertions;
    const size = await this.#size();
    if (confirmed === undefined || index >= size) {
      throw new NovateError(
        "WITHDRAWAL_NOT_FINAL",
        `expected a withdrawal below ${size} on L1, got ${index}`,
        { size },
      );
    }
    const { withdrawal, siblings } = tree.prove(index, size);
    return {
      assertionId: confirmed.id,
      index: BigInt(index),
      recipient: getAddress(toHex(withdrawal.recipient)),
      asset: withdrawal.asset,
      amount: withdrawal.amount,
      proof: siblings.map(toHex),
    };
  }

  /** Number of withdrawals under the latest confirmed assertion; 0 while this node cannot tell. */
  async #size(): Promise<number> {
    const { watcher, headers, tree } = this.#dependencies;
    const { confirmed } = watcher.assertions;
    if (confirmed === undefined || confirmed.lastBlock === 0n) return 0;
    if (this.#confirmedSize?.id === confirmed.id) return this.#confirmedSize.size;
    const root = fromHex(confirmed.withdrawalsRoot, 32);
    const header = headers.ofState(fromHex(confirmed.stateRoot, 32));
    const known =
      header && equalBytes(header.withdrawalsRoot, root) ? Number(header.withdrawalCount) : undefined;
    const size = known !== undefined && known <= tree.count ? known : await findSize(tree, root);
    if (size === undefined) return 0;
    this.#confirmedSize = { id: confirmed.id, size };
    return size;
  }

  async #assertedSize(): Promise<number> {
    const { watcher, judge, headers } = this.#dependencies;
    const last = (await judge.agreement(watcher.assertions))?.chain.at(-1);
    const header = last && headers.ofState(fromHex(last.stateRoot, 32));
    return header ? Number(header.withdrawalCount) : 0;
  }
}

/** The size at which the tree had `root`, searched from the newest back: at most 32 hashes each. */
async function findSize(tree: WithdrawalTree, root: Uint8Array): Promise<number | undefined> {
  for (let size = tree.count; size >= 0; size--) {
    if (equalBytes(tree.root(size), root)) return size;
    if (size % SEARCH_STEP === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return undefined;
}
