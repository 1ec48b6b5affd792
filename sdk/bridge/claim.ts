/** Out of the chain: a proven withdrawal is shown to the Vault, which pays its recipient, once. */
import type { Address, Hash } from "viem";
import { vaultAbi } from "../../contracts/generated/abi.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { parseUsd } from "../../node/primitives/market-decimals.ts";
import type { WithdrawalProofInfo } from "../types.ts";
import type { BridgeClients } from "./clients.ts";
import { l1Error } from "./errors.ts";
import { type SendOptions, sendCall } from "./send.ts";

const USDC_ASSET = 0;
/** Looks at a payment that is under way: some blocks of L1. */
const PAID_LOOKS = 60;
const LOOK_EVERY_MS = 1_000;

/** Whether the Vault says that it has paid. Throws as {@link l1Error}. */
export async function isPaid(
  vault: Address,
  index: string,
  { publicClient }: BridgeClients,
): Promise<boolean> {
  const args = [BigInt(index)] as const;
  return publicClient
    .readContract({ address: vault, abi: vaultAbi, functionName: "isPaid", args })
    .catch((error: unknown) => {
      throw l1Error("isPaid", error);
    });
}

export function claimDetails(index: string): Readonly<Record<string, string>> {
  return { index };
}

export interface ClaimOptions {
  /** Where the outflow cap does not let the whole out now, take what it lets out, if it is at least so much (USDC). */
  readonly partsFrom?: string;
}

export interface Claimed {
  /** null where another one had paid. */
  readonly transaction: Hash | null;
  /** Everything that is owed has been paid. */
  readonly whole: boolean;
}

/**
 * Has the Vault pay what is still owed; anyone may. Whoever relays second is told that it is paid, not that it failed. Throws
 * `WITHDRAWAL_NOT_FINAL`, `L1_REVERTED` (`OutflowCapExceeded`, `BridgePaused`), or as {@link sendCall}.
 */
export async function claim(
  info: WithdrawalProofInfo,
  clients: BridgeClients,
  options: SendOptions,
  { partsFrom }: ClaimOptions = {},
): Promise<Claimed> {
  if (info.proof === null) {
    const message = `expected a confirmed assertion over block ${info.block}, its finality is ${info.finality}`;
    throw new NovateError("WITHDRAWAL_NOT_FINAL", message, { index: info.index });
  }
  try {
    const entry = await sendClaim(info, info.proof, clients, options);
    return { transaction: entry, whole: true };
  } catch (error) {
    // Whatever went wrong here: paid is paid.
    if (await becomesPaid(info, clients, error)) return { transaction: null, whole: true };
    const capped = error instanceof NovateError && error.data.name === "OutflowCapExceeded";
    if (!capped || partsFrom === undefined) throw error;
  }
  const transaction = await sendClaim(info, info.proof, clients, options, parseUsd(partsFrom));
  const whole = await isPaid(info.vault, info.index, clients);
  return { transaction, whole };
}

/** A payment of somebody else's may be refused to us before its block is there: then it is waited for. */
async function becomesPaid(
  info: WithdrawalProofInfo,
  clients: BridgeClients,
  error: unknown,
): Promise<boolean> {
  const name = error instanceof NovateError ? error.data.name : undefined;
  for (let look = 1; ; look++) {
    if (await isPaid(info.vault, info.index, clients).catch(() => false)) return true;
    if (name !== "AlreadyPaid" || look === PAID_LOOKS) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function sendClaim(
  info: WithdrawalProofInfo,
  proof: NonNullable<WithdrawalProofInfo["proof"]>,
  clients: BridgeClients,
  options: SendOptions,
  least?: bigint,
): Promise<Hash> {
  const leaf = [
    proof.assertionId,
    BigInt(info.index),
    info.recipient,
    USDC_ASSET,
    parseUsd(info.amount),
    ...(least === undefined ? [] : [least]),
  ];
  // The Vault takes exactly 32 siblings; another number does not encode.
  const args = [...leaf, proof.siblings];
  const functionName = least === undefined ? "withdraw" : "withdrawPart";
  const call = { abi: vaultAbi, address: info.vault, functionName, args };
  const details = claimDetails(info.index);
  const { entry } = await sendCall({ kind: "claim", ...call, details }, clients, options);
  await options.journal?.remove(entry.hash);
  return entry.hash;
}
