/** What the contracts refuse with, in the user's words and units. */
import type { Abi } from "viem";
import { guardianAbi, inboxAbi, rollupAbi, vaultAbi } from "../../contracts/generated/abi.ts";
import { formatUsd } from "../../node/primitives/market-decimals.ts";
import { tokenErrors } from "./token.ts";

const contracts = [inboxAbi, vaultAbi, rollupAbi, guardianAbi, tokenErrors] as readonly Abi[];

/** Every error that a call of the bridge can end in, whichever contract it comes from: to be added to the ABI of each call. */
export const refusalsAbi: Abi = contracts.flat().filter(({ type }) => type === "error");

type Words = (...args: readonly never[]) => string;
const usdc = (amount: bigint) => `${formatUsd(amount)} USDC`;
const time = (seconds: bigint) => new Date(Number(seconds) * 1_000).toISOString().replace(/\.\d+Z$/, "Z");

/** The refusals that users of the bridge meet; any other is told by its name and arguments. */
const WORDS: Readonly<Record<string, Words>> = {
  AlreadyReturned: () => "expected a transfer that is still here, it went back to its sender already",
  ReceiptOfBridge: () =>
    "expected a plain transfer, the bridge accounted for this transaction: a deposit, or a payment",
  SurplusTooSmall: (amount: bigint, surplus: bigint) =>
    `expected ${usdc(amount)} beyond what the Vault owes, it has ${usdc(surplus)}: sweep the Inbox first`,
  UnknownBlock: (number: bigint) =>
    `expected a block whose hash L1 still knows, it has forgotten block ${number}: nothing can be proven any more`,
  AlreadyPaid: (index: bigint) => `expected an unpaid withdrawal, ${index} is paid already`,
  AssertionNotConfirmed: () =>
    "expected a confirmed assertion, it is not: the challenge period runs, or L1 changed",
  BridgePaused: (until: bigint) => `expected an open bridge, the guardian paused it until ${time(until)}`,
  DepositOutOfRange: (amount: bigint, least: bigint, most: bigint) =>
    `expected a deposit of ${usdc(least)} to ${usdc(most)}, got ${usdc(amount)}`,
  ERC20InsufficientAllowance: (_spender: string, allowance: bigint, needed: bigint) =>
    `expected an allowance of ${usdc(needed)} to the Inbox, got ${usdc(allowance)}`,
  ERC20InsufficientBalance: (owner: string, balance: bigint, needed: bigint) =>
    `expected ${usdc(needed)} of ${owner} on L1, got ${usdc(balance)}`,
  InvalidRecipient: (to: string) => `expected a recipient that somebody controls, got ${to}`,
  InvalidSub: (sub: number) => `expected a sub-account in 0..127, got ${sub}`,
  InvalidWithdrawalProof: (index: bigint) =>
    `expected a proof of withdrawal ${index} against this assertion, got another: ask the node for it again`,
  OutflowCapExceeded: (available: bigint) =>
    `expected at most ${usdc(available)}: more may not leave the Vault now (outflow cap), and comes free with time`,
  PayloadTooLong: (length: bigint, most: bigint) =>
    `expected a payload of at most ${most} bytes, got ${length}`,
  RollupNotSet: () => "expected a deployed bridge, its Rollup is not set yet",
  SafeERC20FailedOperation: (token: string) => `expected the token ${token} to move the money, it did not`,
  UnexpectedTransfer: (expected: bigint, moved: bigint) =>
    `expected exactly ${usdc(expected)} to move, the token moved ${usdc(moved)}`,
};

/** Codes of their own, where the remedy is the user's. */
const CODES: Readonly<Record<string, string>> = {
  ERC20InsufficientAllowance: "L1_ALLOWANCE_TOO_LOW",
  ERC20InsufficientBalance: "L1_BALANCE_TOO_LOW",
};

/** Reasons in text of tokens older than ERC-6093, USDC's among them. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/exceeds balance|insufficient balance/i, "L1_BALANCE_TOO_LOW"],
  [/exceeds allowance|insufficient allowance/i, "L1_ALLOWANCE_TOO_LOW"],
];

export interface Refusal {
  /** `L1_REVERTED`, or a code of its own. */
  readonly code: string;
  readonly message: string;
}

/** What a contract's own error means. */
export function refusalOf(name: string, args: readonly unknown[]): Refusal {
  const words = WORDS[name] as ((...args: readonly unknown[]) => string) | undefined;
  const code = CODES[name] ?? "L1_REVERTED";
  if (words !== undefined) return { code, message: words(...args) };
  const given = args.length === 0 ? "" : ` (${args.map(String).join(", ")})`;
  return { code, message: `expected the contract to take it, got its refusal ${name}${given}` };
}

/** What a reason in text means. */
export function refusalOfReason(reason: string): Refusal {
  const code = REASONS.find(([pattern]) => pattern.test(reason))?.[1] ?? "L1_REVERTED";
  return { code, message: `expected the contract to take it, got: ${reason}` };
}
