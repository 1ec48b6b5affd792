import { type Address, type Hex, isAddress, zeroAddress } from "viem";
import { NovateError } from "../node/primitives/error.ts";

/** Data availability kinds by name; the number is the batch's `daKind` and the bit in the Inbox's mask. */
export const DA_KINDS = { local: 0, celestia: 1, ethereum: 2 } as const;
export type DaKind = keyof typeof DA_KINDS;

/** Chains that are thrown away: only there are tokens minted freely and data kept on one disk. As `DevnetChain.sol`. */
export const DEVNET_CHAIN_IDS: ReadonlySet<number> = new Set([31_337, 1_337]);

/** What a deployment chooses before the genesis state is known. Times in seconds, amounts in 1e-6 USDC. */
export interface BridgeOptions {
  /** Appends batches. */
  readonly sequencer: Address;
  /** May pause confirmations and withdrawals for `maxPause`, then not again for `pauseCooldown` (>= `maxPause`). */
  readonly guardian: Address;
  readonly maxPause: number;
  readonly pauseCooldown: number;
  /** Propose and cancel in the timelock; at least one. */
  readonly governors: readonly Address[];
  /** Execute in the timelock what has waited long enough; the zero address means anyone. At least one. */
  readonly executors: readonly Address[];
  readonly timelockDelay: number;
  /** What users have to decide before an upgrade: `timelockDelay` must hold it besides the slowest way out; not checked on a devnet. */
  readonly exitWindow: number;
  /** The collateral token, 6 decimals. Omitted on a devnet: a MockUSDC is deployed. */
  readonly usdc?: Address;
  readonly minDeposit: bigint;
  readonly forceDelay: number;
  readonly maxBatchAge: number;
  readonly maxDrift: number;
  /** Without a batch of the sequencer for so long, anyone may append blocks of L1 messages; at least `forceDelay`. */
  readonly selfDelay: number;
  /** Accepted kinds of data availability; `local` on a devnet only. */
  readonly daKinds: readonly DaKind[];
  /** Most that may leave the Vault in any `outflowWindow`. */
  readonly outflowCap: bigint;
  readonly outflowWindow: number;
  readonly challengePeriod: number;
  /** Wei that an assertion carries. */
  readonly bond: bigint;
  readonly dispute: DisputeOptions;
  /** Backs the genesis configuration's insurance; pulled from the deployer, minted first when the token is a MockUSDC. */
  readonly insurance: bigint;
  /** MockUSDC for these accounts; refused when `usdc` is given. */
  readonly mint?: readonly { readonly to: Address; readonly amount: bigint }[];
}

/** How disputes go (docs/spec/dispute.md): times in seconds, amounts in wei. */
export interface DisputeOptions {
  /** On the clock of an assertion, for the whole dispute; above `offline`. */
  readonly allowance: number;
  /** Free in each turn. */
  readonly moveTime: number;
  /** For joining an inner tournament; at least `offline + moveTime`. */
  readonly joinWindow: number;
  /** From the last match to the winner. */
  readonly grace: number;
  /** Absence that an honest party survives; `offline + moveTime` is at most the challenge period. */
  readonly offline: number;
  /** Bonds for joining an inner tournament over a block, and over a stretch of its steps. */
  readonly blockBond: bigint;
  readonly stretchBond: bigint;
  /** Wei a unit of gas above the base fee that moves get back at most. */
  readonly tipCap: bigint;
  /** Rules on batches without data; omitted, as is `data`: no batch is void for want of data. */
  readonly dataChallenges?: Address;
  /** Deploys what rules on batches without data; not together with `dataChallenges`. */
  readonly data?: DataOptions;
}

/** How data is challenged (docs/spec/data.md): times in seconds, amounts in wei. `dataWindow + 13 * responseWindow + offline + moveTime` fits into the challenge period. */
export interface DataOptions {
  readonly dataWindow: number;
  /** Beyond the lag of Celestia's oracle. */
  readonly responseWindow: number;
  readonly bond: bigint;
  /** Omitted: batches on Celestia can't be challenged. */
  readonly celestia?: {
    /** 29 bytes, version 0. */
    readonly namespace: Hex;
    /** A Blobstream, or the accounts of an oracle of our own: more than half of them must agree. */
    readonly oracle: Address | { readonly attestors: readonly Address[]; readonly quorum: number };
  };
}

/** Clocks that fit people who watch, bonds that fit accounts that are thrown away. */
export const DEVNET_DISPUTE: DisputeOptions = {
  allowance: 60,
  moveTime: 4,
  joinWindow: 20,
  grace: 5,
  offline: 3,
  blockBond: 10n ** 17n,
  stretchBond: 10n ** 17n,
  tipCap: 2n * 10n ** 9n,
};

/** Heights of the trees of a dispute: blocks of an assertion, stretches of a block, steps of a stretch. */
export const DISPUTE_HEIGHTS = [26, 17, 17] as const;

/** What is known once block 0 has been executed with the addresses of the first phase. */
export interface RollupOptions {
  readonly genesisStateRoot: Hex;
  /** Hash of the program that assertions claim to have run. */
  readonly programHash: Hex;
}

const U64_MAX = 2n ** 64n - 1n;

/**
 * Checks what the contracts would refuse, and what they cannot see, before anything is sent.
 * Throws `DEPLOY_INVALID_OPTION` naming the first option that does not hold.
 */
export function checkBridgeOptions(options: BridgeOptions, chainId: number): void {
  const devnet = DEVNET_CHAIN_IDS.has(chainId);
  account("sequencer", options.sequencer);
  account("guardian", options.guardian);
  list("governors", options.governors).forEach((address) => {
    account("governors", address);
  });
  list("executors", options.executors).forEach((address) => {
    if (address !== zeroAddress) account("executors", address);
  });
  seconds("maxPause", options.maxPause, 1);
  seconds("pauseCooldown", options.pauseCooldown, options.maxPause);
  seconds("timelockDelay", options.timelockDelay, 0);
  seconds("exitWindow", options.exitWindow, 0);
  seconds("maxDrift", options.maxDrift, 0);
  seconds("forceDelay", options.forceDelay, options.maxDrift + 1);
  seconds("maxBatchAge", options.maxBatchAge, 1);
  seconds("selfDelay", options.selfDelay, options.forceDelay);
  seconds("outflowWindow", options.outflowWindow, 11);
  seconds("challengePeriod", options.challengePeriod, 1);
  amount("minDeposit", options.minDeposit, 1n, 2n ** 53n);
  amount("outflowCap", options.outflowCap, 0n, U64_MAX);
  amount("bond", options.bond, 0n, 2n ** 96n - 1n);
  amount("insurance", options.insurance, 0n, 2n ** 53n);
  checkDisputeOptions(options.dispute, options.challengePeriod);
  for (const kind of list("daKinds", options.daKinds)) {
    if (!(kind in DA_KINDS)) invalid("daKinds", Object.keys(DA_KINDS).join(", "), kind);
    if (kind === "local" && !devnet)
      invalid("daKinds", "no local data outside a devnet", `chain id ${chainId}`);
  }
  if (options.usdc !== undefined) account("usdc", options.usdc);
  if (options.usdc === undefined && !devnet) {
    invalid("usdc", "a token's address outside a devnet", `nothing on chain id ${chainId}`);
  }
  if (options.usdc !== undefined && options.mint !== undefined) {
    invalid("mint", "nothing to mint when usdc is given", `${options.mint.length} entries`);
  }
  for (const entry of options.mint ?? []) {
    account("mint", entry.to);
    amount("mint", entry.amount, 1n, U64_MAX);
  }
  if (!devnet) checkExitWindow(options);
}

/** What the contracts would refuse, by the name of the option. Throws `DEPLOY_INVALID_OPTION`. */
export function checkDisputeOptions(dispute: DisputeOptions, challengePeriod: number): void {
  const { moveTime, offline, dataChallenges } = dispute;
  seconds("dispute.moveTime", moveTime, 1);
  seconds("dispute.offline", offline, 1);
  seconds("dispute.grace", dispute.grace, 1);
  seconds("dispute.allowance", dispute.allowance, offline + 1);
  seconds("dispute.joinWindow", dispute.joinWindow, offline + moveTime);
  seconds("challengePeriod", challengePeriod, offline + moveTime);
  amount("dispute.blockBond", dispute.blockBond, 0n, 2n ** 96n - 1n);
  amount("dispute.stretchBond", dispute.stretchBond, 0n, 2n ** 96n - 1n);
  amount("dispute.tipCap", dispute.tipCap, 0n, U64_MAX);
  if (dataChallenges !== undefined) account("dispute.dataChallenges", dataChallenges);
  if (dispute.data === undefined) return;
  if (dataChallenges !== undefined) invalid("dispute.data", "none besides dataChallenges", "both");
  checkDataOptions(dispute.data, challengePeriod - offline - moveTime);
}

/** Response windows until a ruling stands: seven challenges in a row, and as long between them (`DataChallenges.RULING_PERIOD`). */
const DATA_ROUNDS = 13;

function checkDataOptions({ bond, celestia, dataWindow, responseWindow }: DataOptions, period: number): void {
  seconds("data.dataWindow", dataWindow, 1);
  seconds("data.responseWindow", responseWindow, 1);
  const ruling = dataWindow + DATA_ROUNDS * responseWindow;
  if (ruling > period) {
    invalid(
      "data",
      `dataWindow + ${DATA_ROUNDS} * responseWindow of at most ${period} (challengePeriod - offline - moveTime)`,
      ruling,
    );
  }
  amount("data.bond", bond, 1n, 2n ** 96n - 1n);
  if (celestia === undefined) return;
  if (!/^0x00(00){18}[0-9a-fA-F]{20}$/.test(celestia.namespace)) {
    invalid("data.celestia.namespace", "29 bytes of version 0 in hexadecimal", celestia.namespace);
  }
  const { oracle } = celestia;
  if (typeof oracle === "string") {
    account("data.celestia.oracle", oracle);
    return;
  }
  const { attestors, quorum } = oracle;
  const isMajority =
    Number.isSafeInteger(quorum) && quorum <= attestors.length && quorum * 2 > attestors.length;
  if (!isMajority) invalid("data.celestia.oracle.quorum", "more than half of the attestors", quorum);
  for (const attestor of attestors) account("data.celestia.oracle.attestors", attestor);
}

/** Throws `DEPLOY_INVALID_OPTION` unless both are non-zero 32-byte words. */
export function checkRollupOptions(options: RollupOptions): void {
  for (const name of ["genesisStateRoot", "programHash"] as const) {
    if (!/^0x[0-9a-fA-F]{64}$/.test(options[name]) || /^0x0+$/.test(options[name])) {
      invalid(name, "32 bytes in hexadecimal, not zero", options[name]);
    }
  }
}

/** Longest time that two rivals take to be decided after the challenge period (`Tournament.longestDispute`), seconds. */
function longestDispute({ allowance, grace, joinWindow, moveTime }: DisputeOptions): number {
  const turns = DISPUTE_HEIGHTS.reduce<number>((sum, height) => sum + height + 1, 0);
  return 2 * allowance + turns * moveTime + 3 * joinWindow + grace;
}

/**
 * Who dislikes an upgrade must be able to leave before it, also when the sequencer leaves it out, the guardian pauses and somebody
 * disputes: the Rollup's constructor refuses the same (`LongestExit.sol`, docs/decisions/0014-exit-window.md).
 */
function checkExitWindow(options: BridgeOptions): void {
  const { challengePeriod, dispute, exitWindow, forceDelay, maxBatchAge, maxPause, selfDelay } = options;
  const confirmation = challengePeriod + longestDispute(dispute) + maxPause;
  const least = forceDelay + selfDelay + maxBatchAge + 2 * confirmation + exitWindow;
  if (options.timelockDelay >= least) return;
  const sum = "forceDelay + selfDelay + maxBatchAge + 2 * (challengePeriod + longest dispute + maxPause)";
  invalid("timelockDelay", `at least ${least} (${sum} + exitWindow)`, options.timelockDelay);
}

function account(name: string, value: string): void {
  if (!isAddress(value) || value === zeroAddress) invalid(name, "an address that is not zero", value);
}

function list<T>(name: string, values: readonly T[]): readonly T[] {
  if (values.length === 0) invalid(name, "at least one entry", "none");
  return values;
}

function seconds(name: string, value: number, least: number): void {
  const most = 365 * 86_400;
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    invalid(name, `whole seconds from ${least} to ${most}`, value);
  }
}

function amount(name: string, value: bigint, least: bigint, most: bigint): void {
  if (typeof value !== "bigint" || value < least || value > most) {
    invalid(name, `a bigint from ${least} to ${most}`, value);
  }
}

function invalid(option: string, expected: string, given: unknown): never {
  throw new NovateError("DEPLOY_INVALID_OPTION", `${option}: expected ${expected}, got ${String(given)}`, {
    option,
  });
}
