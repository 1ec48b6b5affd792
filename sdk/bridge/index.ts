import { errorCode } from "../../node/primitives/error.ts";
import { formatUsd } from "../../node/primitives/market-decimals.ts";
import {
  bridgeClients,
  claimOptions,
  depositTarget,
  forcedFields,
  forceOptions,
  sendOptions,
} from "../checks/l1.ts";
import { requireDestination } from "../checks/payee.ts";
import { address as addressField, usdc } from "../checks/values.ts";
import type { NovateClient } from "../client.ts";
import type { WithdrawalProofInfo } from "../types.ts";
import { type Claimed, type ClaimOptions, claim, claimDetails, isPaid } from "./claim.ts";
import { type BridgeClients, walletOf } from "./clients.ts";
import { type Credit, type CreditOptions, waitForCredit } from "./credit.ts";
import {
  checkDeposit,
  type DepositOutlook,
  type DepositRequest,
  type DepositSent,
  deliveredBy,
  depositDetails,
  sendDeposit,
} from "./deposit.ts";
import { l1Error } from "./errors.ts";
import { checkForced, encodeForcedPayload, type Forced, type ForcedSent, sendForced } from "./force.ts";
import { memoryJournal, type SentJournal, type SentTransaction, sentFor } from "./journal.ts";
import { type SendOptions, settle } from "./send.ts";
import { tokenAbi } from "./token.ts";

export { requireDestination } from "../checks/payee.ts";
export type { Claimed, ClaimOptions } from "./claim.ts";
export { type BridgeClients, walletOf } from "./clients.ts";
export type { Credit, CreditOptions } from "./credit.ts";
export type { DepositOutlook, DepositSent } from "./deposit.ts";
export { l1Error } from "./errors.ts";
export { CONFIRM_TIMEOUT_MS, followSent } from "./follow.ts";
export { encodeForcedPayload, type Forced, type ForcedSent, MAX_FORCED_ITEMS } from "./force.ts";
export { memoryJournal, type SentJournal, type SentKind, type SentTransaction } from "./journal.ts";
export { refusalOf, refusalsAbi } from "./refusals.ts";
export { type SendOptions, sendCall } from "./send.ts";

/** Whose deposit: by default the signer's own account 0. */
export interface DepositTarget {
  readonly to?: `0x${string}`;
  readonly sub?: number;
}

/** A transaction that ended so is over. */
const ENDED = new Set(["L1_DROPPED", "L1_REVERTED"]);

/**
 * The L1 side of an account: deposits, and withdrawals proven against a confirmed assertion. Every error is a NovateError; a wrong argument
 * is told by its field (`data.path`) before L1 is asked anything.
 */
export class L1Bridge {
  readonly #client: NovateClient;
  readonly #clients: BridgeClients;
  readonly #options: SendOptions & { readonly journal: SentJournal };

  /** With a journal that outlives the process, a later run finds what was sent: see {@link unsettledDeposit}. */
  constructor(client: NovateClient, clients: BridgeClients, options: SendOptions = {}) {
    this.#client = client;
    this.#clients = bridgeClients(clients, "/clients");
    const checked = sendOptions(options, "/options");
    this.#options = { ...checked, journal: checked.journal ?? memoryJournal() };
  }

  /** USDC of an address on L1, a decimal string. Throws `L1_RPC`. */
  async balance(owner: `0x${string}`): Promise<string> {
    const address = this.#client.chain.contracts.token;
    const args = [addressField(owner, "/owner")] as const;
    const call = { address, abi: tokenAbi, functionName: "balanceOf", args } as const;
    const balance = await this.#clients.publicClient.readContract(call).catch((error: unknown) => {
      throw l1Error("balanceOf", error);
    });
    return formatUsd(balance);
  }

  /** What stands in the way of a deposit, before anything is sent; {@link deposit} throws the same. */
  async depositOutlook(amount: string, target: DepositTarget = {}): Promise<DepositOutlook> {
    return checkDeposit(this.#deposit(amount, target), this.#client.chain.contracts, this.#clients);
  }

  /**
   * Deposits `amount` USDC, approving exactly that first where less is allowed. Resolves when L1 has it; the credit follows after the
   * node's confirmations. The journal keeps its entry, for a reorg may still drop it: `credited` strikes it out. Throws
   * `L1_PENDING` where it may have been sent: then follow it, don't call again.
   */
  async deposit(amount: string, target: DepositTarget = {}): Promise<DepositSent> {
    const request = this.#deposit(amount, target);
    return sendDeposit(request, this.#client.chain.contracts, this.#clients, this.#options);
  }

  /** A deposit of exactly this that may have been sent and is not known to be credited: {@link resumeDeposit} it. */
  async unsettledDeposit(amount: string, target: DepositTarget = {}): Promise<SentTransaction | undefined> {
    const { inbox } = this.#client.chain.contracts;
    const details = depositDetails(this.#deposit(amount, target));
    return sentFor(await this.#options.journal.list(), "deposit", inbox, details)[0];
  }

  /** Follows a deposit that an earlier call or run sent, until L1 has it. Throws as {@link deposit}; `L1_DROPPED` says that it never will. */
  async resumeDeposit(entry: SentTransaction): Promise<DepositSent> {
    const receipt = await settle(entry, this.#clients, this.#options);
    return { ...deliveredBy(receipt, this.#client.chain.contracts.inbox), entry };
  }

  /** Resolves when the chain has credited the deposit, through reorgs of L1, and strikes it out of the journal. Throws as {@link waitForCredit}. */
  async credited({ entry }: DepositSent, options: CreditOptions): Promise<Credit> {
    try {
      const credit = await waitForCredit(entry, this.#client, this.#clients.publicClient, options);
      await this.#options.journal.remove(entry.hash);
      return credit;
    } catch (error) {
      if (ENDED.has(errorCode(error))) await this.#options.journal.remove(entry.hash);
      throw error;
    }
  }

  /** Strikes a deposit out that the caller does not wait for: a reorg of L1 may still drop it, and nobody would know. */
  async forget({ entry }: DepositSent): Promise<void> {
    await this.#options.journal.remove(entry.hash);
  }

  /**
   * Sends a transaction of the signer's own account through L1: the chain must execute it within its `forceDelay`, whatever the sequencer
   * wants. What the chain would refuse now is refused before it is paid for, unless `unchecked` (a node that can't be trusted). A second call
   * for the same payload follows what the first may have sent. `client.l1Message(transaction)` says what became of it.
   */
  async force(forced: Forced, options: { readonly unchecked?: boolean } = {}): Promise<ForcedSent> {
    forcedFields(forced, "");
    const { unchecked = false } = forceOptions(options, "/options");
    const { address } = walletOf(this.#clients).account;
    const payload = encodeForcedPayload(forced, address, this.#client);
    const { inbox } = this.#client.chain.contracts;
    const [earlier] = sentFor(await this.#options.journal.list(), "force", inbox, { payload });
    if (earlier !== undefined) {
      const receipt = await settle(earlier, this.#clients, this.#options);
      await this.#options.journal.remove(earlier.hash);
      return deliveredBy(receipt, inbox);
    }
    if (!unchecked) await checkForced(forced, address, this.#client);
    return sendForced(forced, this.#client, this.#clients, this.#options);
  }

  /** Where a withdrawal stands: `requested`, `asserted` (its block is), `provable`, or `paid`. */
  async withdrawalStatus(index: string): Promise<"requested" | "asserted" | "provable" | "paid"> {
    return statusOf(await this.#client.withdrawalProof(index));
  }

  /**
   * Proves the withdrawal to the Vault, which pays its recipient what is still owed. Anyone may relay; `transaction` is null where somebody
   * else had. Throws `WITHDRAWAL_NOT_FINAL`, `L1_REVERTED` with the Vault's reason, `L1_PENDING`, `L1_RPC`.
   */
  async finalizeWithdrawal(index: string, parts: ClaimOptions = {}): Promise<Claimed> {
    claimOptions(parts, "/parts");
    const info = await this.#client.withdrawalProof(index);
    const sent = sentFor(await this.#options.journal.list(), "claim", info.vault, claimDetails(info.index));
    for (const { hash } of info.paid === true ? sent : []) await this.#options.journal.remove(hash);
    if (info.paid === true) return { transaction: null, whole: true };
    const [earlier] = sent;
    if (earlier !== undefined) return this.#resumeClaim(earlier, info, parts);
    return claim(info, this.#clients, this.#options, parts);
  }

  /** A claim that may have been sent is followed to its end; only one that can't be mined any more is sent anew. */
  async #resumeClaim(
    entry: SentTransaction,
    info: WithdrawalProofInfo,
    parts: ClaimOptions,
  ): Promise<Claimed> {
    try {
      await settle(entry, this.#clients, this.#options);
      await this.#options.journal.remove(entry.hash);
      return { transaction: entry.hash, whole: await isPaid(info.vault, info.index, this.#clients) };
    } catch (error) {
      if (!ENDED.has(errorCode(error))) throw error;
      return claim(info, this.#clients, this.#options, parts);
    }
  }

  #deposit(amount: string, target: DepositTarget): DepositRequest {
    const { to, sub = 0 } = depositTarget(target, "/target");
    const owner =
      to === undefined
        ? walletOf(this.#clients).account.address
        : requireDestination(to, this.#client.chain.contracts, "/target/to");
    return { to: owner, sub, amount: usdc(amount, "/amount") };
  }
}

function statusOf(info: WithdrawalProofInfo): "requested" | "asserted" | "provable" | "paid" {
  if (info.paid === true) return "paid";
  if (info.proof !== null) return "provable";
  return info.finality === "asserted" ? "asserted" : "requested";
}
