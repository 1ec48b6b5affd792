/** What the Vault and the clocks of L1 say to whoever wants to be paid: read together, kept for a moment. */
import type { Address, PublicClient } from "viem";
import { guardianAbi, inboxAbi, rollupAbi, vaultAbi } from "../../../contracts/generated/abi.ts";
import type { Clock } from "../../primitives/clock.ts";
import { l1Error } from "../l1/errors.ts";

/** How long an answer of L1 serves, ms: many ask, L1 is asked once. */
const FRESH_MS = 2_000;
/** An amount counts for at most so many slots of the outflow window. */
const SLOTS = 12n;

/** Times in s of L1, amounts in Usd6. */
export interface VaultFacts {
  /** Time of the L1 block that this is from. */
  readonly l1Time: bigint;
  readonly outflowCap: bigint;
  readonly outflowAvailable: bigint;
  /** Longest that a payment counts against the cap. */
  readonly outflowWindow: bigint;
  /** What comes free and when, soonest first, without zeros. */
  readonly returns: readonly { readonly time: bigint; readonly amount: bigint }[];
  /** Sum of all payments. */
  readonly paidOut: bigint;
  /** Undefined while the bridge is open. */
  readonly pausedUntil: bigint | undefined;
  readonly maxPause: bigint;
  readonly challengePeriod: bigint;
  readonly selfDelay: bigint;
  readonly forceDelay: bigint;
  readonly maxBatchAge: bigint;
  /** Of the Inbox now: governance may have moved it since genesis. */
  readonly minDeposit: bigint;
  /** L1 time of the sequencer's last batch. */
  readonly lastSequenced: bigint;
}

export interface VaultFactsOptions {
  readonly inbox: Address;
  readonly rollup: Address;
  readonly vault: Address;
}

export class VaultFactsReader {
  readonly #options: VaultFactsOptions;
  readonly #client: PublicClient;
  readonly #clock: Clock;
  #guardian: Promise<Address> | undefined;
  #kept: { readonly at: number; readonly facts: Promise<VaultFacts> } | undefined;

  constructor(
    options: VaultFactsOptions,
    dependencies: { readonly client: PublicClient; readonly clock: Clock },
  ) {
    this.#options = options;
    this.#client = dependencies.client;
    this.#clock = dependencies.clock;
  }

  /** At most {@link FRESH_MS} old. Throws `L1_RPC`. */
  async read(): Promise<VaultFacts> {
    const now = this.#clock.now();
    if (this.#kept === undefined || now - this.#kept.at > FRESH_MS) {
      const facts = this.#read().catch((error: unknown) => {
        this.#kept = undefined;
        throw l1Error(error);
      });
      this.#kept = { at: now, facts };
    }
    return this.#kept.facts;
  }

  async #read(): Promise<VaultFacts> {
    const { inbox, rollup, vault } = this.#options;
    const client = this.#client;
    const { hash: blockHash, timestamp: l1Time } = await client.getBlock();
    const theVault = { address: vault, abi: vaultAbi, blockHash } as const;
    const theInbox = { address: inbox, abi: inboxAbi, blockHash } as const;
    const theRollup = { address: rollup, abi: rollupAbi, blockHash } as const;
    this.#guardian ??= client.readContract({ ...theVault, functionName: "GUARDIAN" });
    const theGuardian = { address: await this.#guardian, abi: guardianAbi, blockHash } as const;
    const [cap, available, returning, paidOut, until, maxPause, challengePeriod] = await Promise.all([
      client.readContract({ ...theVault, functionName: "outflowCap", args: [0] }),
      client.readContract({ ...theVault, functionName: "outflowAvailable", args: [0] }),
      client.readContract({ ...theVault, functionName: "outflowReturns", args: [0] }),
      client.readContract({ ...theVault, functionName: "paidOut" }),
      client.readContract({ ...theGuardian, functionName: "pausedUntil" }),
      client.readContract({ ...theGuardian, functionName: "MAX_PAUSE" }),
      client.readContract({ ...theRollup, functionName: "challengePeriod" }),
    ]);
    const [selfDelay, forceDelay, maxBatchAge, minDeposit, lastSequenced] = await Promise.all([
      client.readContract({ ...theInbox, functionName: "SELF_DELAY" }),
      client.readContract({ ...theInbox, functionName: "FORCE_DELAY" }),
      client.readContract({ ...theInbox, functionName: "MAX_BATCH_AGE" }),
      client.readContract({ ...theInbox, functionName: "minDeposit" }),
      client.readContract({ ...theInbox, functionName: "lastSequenced" }),
    ]);
    const [first, slotSeconds, amounts] = returning;
    return {
      ...{ l1Time, outflowCap: cap, outflowAvailable: available, outflowWindow: SLOTS * slotSeconds },
      returns: amounts
        .map((amount, i) => ({ time: first + BigInt(i) * slotSeconds, amount }))
        .filter(({ amount }) => amount > 0n),
      ...{
        paidOut,
        maxPause,
        challengePeriod,
        selfDelay,
        forceDelay,
        maxBatchAge,
        minDeposit,
        lastSequenced,
      },
      pausedUntil: until > l1Time ? until : undefined,
    };
  }
}
