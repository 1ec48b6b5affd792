/** Out of the chain: a proven withdrawal is shown to the Vault, which pays its recipient, once. */
import type { Address, ContractFunctionArgs, Hash } from "viem";
import { vaultAbi } from "../../contracts/generated/abi.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { parseUsd } from "../../node/primitives/market-decimals.ts";
import type { WithdrawalProofInfo } from "../types.ts";
import type { BridgeClients } from "./clients.ts";
import { l1Error } from "./errors.ts";
import { type SendOptions, sendCall } from "./send.ts";

const USDC_ASSET = 0;

type Arguments = ContractFunctionArgs<typeof vaultAbi, "nonpayable", "withdraw">;

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

/**
 * Has the Vault pay; anyone may. The transaction is null where another one had paid: whoever relays second is told so, not that it
 * failed. Throws `WITHDRAWAL_NOT_FINAL`, or as {@link sendCall}.
 */
export async function claim(
  info: WithdrawalProofInfo,
  clients: BridgeClients,
  options: SendOptions,
): Promise<{ readonly transaction: Hash | null }> {
  if (info.proof === null) {
    const message = `expected a confirmed assertion over block ${info.block}, its finality is ${info.finality}`;
    throw new NovateError("WITHDRAWAL_NOT_FINAL", message, { index: info.index });
  }
  const { assertionId, siblings } = info.proof;
  const head = [assertionId, BigInt(info.index), info.recipient, USDC_ASSET, parseUsd(info.amount)];
  // The Vault takes exactly 32 siblings, and refuses the proof of any other number by its length.
  const args = [...head, siblings] as unknown as Arguments;
  const call = { abi: vaultAbi, address: info.vault, functionName: "withdraw", args };
  try {
    const { entry } = await sendCall(
      { kind: "claim", ...call, details: claimDetails(info.index) },
      clients,
      options,
    );
    await options.journal?.remove(entry.hash);
    return { transaction: entry.hash };
  } catch (error) {
    // Whatever went wrong here: paid is paid.
    if (await isPaid(info.vault, info.index, clients).catch(() => false)) return { transaction: null };
    throw error;
  }
}
