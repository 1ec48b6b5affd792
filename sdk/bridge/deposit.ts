/** From L1 into an account: checked, approved, sent once, followed by its transaction until the chain credits it. */
import { type Abi, type Address, type Hash, parseEventLogs, type TransactionReceipt } from "viem";
import { guardianAbi, inboxAbi, vaultAbi } from "../../contracts/generated/abi.ts";
import { errorCode, NovateError } from "../../node/primitives/error.ts";
import { formatUsd } from "../../node/primitives/market-decimals.ts";
import { requireDestination } from "../checks/payee.ts";
import type { ChainFacts } from "../types.ts";
import { type BridgeClients, walletOf } from "./clients.ts";
import { l1Error } from "./errors.ts";
import { type SentTransaction, sentFor } from "./journal.ts";
import { type SendOptions, sendCall, settle } from "./send.ts";
import { tokenAbi } from "./token.ts";

const MAX_SUB = 127;
/** Looks at the allowance after an approval, for an endpoint that lags behind the one that mined it. */
const ALLOWANCE_LOOKS = 30;
const LOOK_EVERY_MS = 1_000;
/** Errors that leave open what became of the deposit: its allowance must stay. */
const OPEN = new Set(["L1_PENDING", "L1_DROPPED"]);
/** Errors that end an approval for good. */
const ENDED = new Set(["L1_DROPPED", "L1_REVERTED"]);

export interface DepositRequest {
  /** Owner of the account that is credited. */
  readonly to: Address;
  /** 0..127. */
  readonly sub: number;
  /** Usd6. */
  readonly amount: bigint;
}

export interface DepositSent {
  readonly transaction: Hash;
  /** Index of the Inbox message. A reorg of L1 may give the same transaction another one. */
  readonly message: string;
  readonly l1Block: bigint;
  readonly entry: SentTransaction;
}

/** What a depositor should know before money moves. */
export interface DepositOutlook {
  /** Usd6 of the depositor on L1. */
  readonly balance: bigint;
  /** Usd6. */
  readonly least: bigint;
  /** The bridge pays nothing out before, s since 1970; null while it is open. Deposits go on being credited. */
  readonly pausedUntil: bigint | null;
}

export function depositDetails({ to, sub, amount }: DepositRequest): Readonly<Record<string, string>> {
  return { to: to.toLowerCase(), sub: `${sub}`, amount: formatUsd(amount) };
}

/**
 * Checks everything that the Inbox and the token would refuse, before anything is sent. Throws `BAD_RECIPIENT`, `BAD_CHECKSUM`,
 * `BAD_ARGUMENT`, `L1_BALANCE_TOO_LOW`, or as {@link l1Error}.
 */
export async function checkDeposit(
  request: DepositRequest,
  contracts: ChainFacts["contracts"],
  clients: BridgeClients,
): Promise<DepositOutlook> {
  const { to, sub, amount } = request;
  requireDestination(to, contracts, "/to");
  if (!Number.isInteger(sub) || sub < 0 || sub > MAX_SUB) {
    throw new NovateError("BAD_ARGUMENT", `expected a sub-account in 0..${MAX_SUB}, got ${sub}`);
  }
  const { publicClient } = clients;
  const owner = walletOf(clients).account.address;
  const { inbox, vault, token } = contracts;
  const read = <T>(address: Address, abi: Abi, functionName: string, args: readonly unknown[] = []) =>
    publicClient.readContract({ address, abi, functionName, args }) as Promise<T>;
  const outlook = await Promise.all([
    read<bigint>(token, tokenAbi, "balanceOf", [owner]),
    read<bigint>(inbox, inboxAbi, "minDeposit"),
    read<bigint>(inbox, inboxAbi, "MAX_DEPOSIT"),
    read<Address>(vault, vaultAbi, "GUARDIAN").then((guardian) =>
      read<bigint>(guardian, guardianAbi, "pausedUntil"),
    ),
    publicClient.getBlock(),
  ]).catch((error: unknown) => {
    throw l1Error("deposit", error);
  });
  const [balance, least, most, until, { timestamp }] = outlook;
  if (amount < least || amount > most) {
    const message = `expected a deposit of ${formatUsd(least)} to ${formatUsd(most)} USDC, got ${formatUsd(amount)}`;
    throw new NovateError("BAD_ARGUMENT", message, { least, most, amount });
  }
  if (balance < amount) {
    const message = `expected ${formatUsd(amount)} USDC of ${owner} on L1, got ${formatUsd(balance)}`;
    throw new NovateError("L1_BALANCE_TOO_LOW", message, { owner, balance: formatUsd(balance) });
  }
  return { balance, least, pausedUntil: until > timestamp ? until : null };
}

/**
 * Approves exactly `amount` to the Inbox if less is allowed, and deposits. A refusal takes the allowance back. Throws as {@link checkDeposit}
 * and {@link sendCall}.
 */
export async function sendDeposit(
  request: DepositRequest,
  contracts: ChainFacts["contracts"],
  clients: BridgeClients,
  options: SendOptions,
): Promise<DepositSent> {
  const { to, sub, amount } = request;
  await checkDeposit(request, contracts, clients);
  const approved = await allow(amount, contracts, clients, options);
  const call = { abi: inboxAbi, address: contracts.inbox, functionName: "deposit", args: [to, sub, amount] };
  try {
    const { entry, receipt } = await sendCall(
      { kind: "deposit", ...call, details: depositDetails(request) },
      clients,
      { ...options, ...(approved === undefined ? {} : { leastNonce: approved + 1 }) },
    );
    return { ...deliveredBy(receipt, contracts.inbox), entry };
  } catch (error) {
    if (approved === undefined || OPEN.has(errorCode(error))) throw error;
    throw await withoutAllowance(error, contracts, clients, options);
  }
}

/** The message that a transaction delivered. Throws `L1_UNEXPECTED`. */
export function deliveredBy(receipt: TransactionReceipt, inbox: Address): Omit<DepositSent, "entry"> {
  const ours = receipt.logs.filter((log) => log.address.toLowerCase() === inbox.toLowerCase());
  const [event] = parseEventLogs({ abi: inboxAbi, eventName: "MessageDelivered", logs: ours });
  const { transactionHash: transaction, blockNumber: l1Block } = receipt;
  if (event !== undefined) return { transaction, message: event.args.index.toString(), l1Block };
  const message = `expected a MessageDelivered event in transaction ${transaction}, got none`;
  throw new NovateError("L1_UNEXPECTED", message, { transaction });
}

/** The nonce of the approval it took, or undefined where enough was allowed. Tokens like USDT change an allowance only from or to zero. */
async function allow(
  amount: bigint,
  { inbox, token }: ChainFacts["contracts"],
  clients: BridgeClients,
  options: SendOptions,
): Promise<number | undefined> {
  await settleApprovals(token, clients, options);
  const allowed = await allowance(inbox, token, clients);
  if (allowed >= amount) return undefined;
  if (allowed > 0n) await approve(0n, inbox, token, clients, options);
  const nonce = await approve(amount, inbox, token, clients, options);
  for (let look = 0; look < ALLOWANCE_LOOKS; look++) {
    if ((await allowance(inbox, token, clients)) >= amount) return nonce;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new NovateError(
    "L1_ALLOWANCE_TOO_LOW",
    `expected an allowance of ${formatUsd(amount)} USDC after it was approved, L1 says less`,
  );
}

/** Approvals that an earlier run sent come first: what they allow is not known before. */
async function settleApprovals(token: Address, clients: BridgeClients, options: SendOptions): Promise<void> {
  const { journal } = options;
  if (journal === undefined) return;
  for (const entry of sentFor(await journal.list(), "approve", token, {})) {
    await settle(entry, clients, { ...options, journal }).catch((error: unknown) => {
      if (!ENDED.has(errorCode(error))) throw error;
    });
    await journal.remove(entry.hash);
  }
}

async function allowance(inbox: Address, token: Address, clients: BridgeClients): Promise<bigint> {
  const args = [walletOf(clients).account.address, inbox] as const;
  return clients.publicClient
    .readContract({ address: token, abi: tokenAbi, functionName: "allowance", args })
    .catch((error: unknown) => {
      throw l1Error("allowance", error);
    });
}

async function approve(
  amount: bigint,
  inbox: Address,
  token: Address,
  clients: BridgeClients,
  options: SendOptions,
): Promise<number> {
  const { journal } = options;
  const call = { abi: tokenAbi, address: token, functionName: "approve", args: [inbox, amount] };
  const details = { amount: formatUsd(amount) };
  const { entry } = await sendCall({ kind: "approve", ...call, details }, clients, options);
  await journal?.remove(entry.hash);
  return entry.nonce ?? -1;
}

/** The error of a deposit that was refused after its approval, with the allowance taken back, or the word that it could not be. */
async function withoutAllowance(
  error: unknown,
  { inbox, token }: ChainFacts["contracts"],
  clients: BridgeClients,
  options: SendOptions,
): Promise<unknown> {
  const left = await approve(0n, inbox, token, clients, options).then(
    () => false,
    () => true,
  );
  if (!left || !(error instanceof NovateError)) return error;
  const message = `${error.message}; the allowance of the Inbox could not be taken back`;
  return new NovateError(error.code, message, { ...error.data, allowanceLeft: true });
}
