/** Whether the accounts this node signs with on L1 can still do what they are for: ether for gas, and the Inbox's appointment. */
import type { Address, PublicClient } from "viem";
import { inboxAbi } from "../../contracts/generated/abi.ts";
import type { Timers } from "../primitives/timers.ts";
import type { Report } from "./events.ts";
import { Loop, type LoopHealth } from "./loop.ts";

export type Role = "sequencer" | "proposer";

export interface AccountsOptions {
  readonly inbox: Address;
  readonly accounts: Readonly<Partial<Record<Role, Address>>>;
  readonly pollMs: number;
  readonly maxBackoffMs: number;
}

export interface AccountFigures {
  readonly address: Address;
  /** Wei, when L1 was last asked. */
  readonly balance: bigint;
  /** Typical transactions that the balance pays for at the gas price of then. */
  readonly transactions: number;
}

export interface AccountsStatus extends LoopHealth {
  readonly accounts: Readonly<Partial<Record<Role, AccountFigures>>>;
  /** The Inbox's sequencer, where this node would post and is not it. */
  readonly appointed?: Address | undefined;
}

/** Gas of a batch appended, or of a move in a dispute: what both stay below. */
const TRANSACTION_GAS = 500_000n;
/** Fewer transactions than this are worth an alarm. */
export const LOW_TRANSACTIONS = 100;
const MAX_TOLD = BigInt(Number.MAX_SAFE_INTEGER);

export class L1Accounts {
  readonly #options: AccountsOptions;
  readonly #client: PublicClient;
  readonly #loop: Loop;
  #accounts: AccountsStatus["accounts"] = {};
  #appointed: Address | undefined;

  constructor(
    options: AccountsOptions,
    { client, timers, report }: { client: PublicClient; timers: Timers; report: Report },
  ) {
    this.#options = options;
    this.#client = client;
    const { pollMs, maxBackoffMs } = options;
    this.#loop = new Loop(
      { name: "accounts on L1", intervalMs: pollMs, maxBackoffMs, fatal: [] },
      { round: () => this.round(), timers, report },
    );
  }

  start(): void {
    if (Object.keys(this.#options.accounts).length > 0) this.#loop.start();
  }

  close(): Promise<void> {
    return this.#loop.close();
  }

  get status(): AccountsStatus {
    return { ...this.#loop.health, accounts: this.#accounts, appointed: this.#appointed };
  }

  /** Asks L1 once. Throws what the client throws. */
  async round(): Promise<void> {
    const { accounts, inbox } = this.#options;
    const price = await this.#client.getGasPrice();
    const figures: Partial<Record<Role, AccountFigures>> = {};
    for (const [role, address] of Object.entries(accounts) as [Role, Address][]) {
      const balance = await this.#client.getBalance({ address });
      const payable = price === 0n ? MAX_TOLD : balance / (price * TRANSACTION_GAS);
      figures[role] = { address, balance, transactions: Number(payable > MAX_TOLD ? MAX_TOLD : payable) };
    }
    this.#accounts = figures;
    if (accounts.sequencer === undefined) return;
    const appointed = await this.#client.readContract({
      ...{ abi: inboxAbi, address: inbox, functionName: "sequencer" },
    });
    this.#appointed = appointed.toLowerCase() === accounts.sequencer.toLowerCase() ? undefined : appointed;
  }
}
