import type { Address, ContractFunctionArgs, Hash, Hex, TransactionReceipt } from "viem";
import { vaultAbi } from "../../../contracts/generated/abi.ts";
import { NovateError } from "../../primitives/error.ts";
import { type L1Wallet, settled } from "./clients.ts";

const PROOF_LENGTH = 32;

/** The arguments of `Vault.withdraw`. */
export interface WithdrawalRequest {
  readonly assertionId: Hash;
  readonly index: bigint;
  readonly recipient: Address;
  readonly asset: number;
  /** 1e-6 USDC. */
  readonly amount: bigint;
  /** 32 siblings, lowest first. */
  readonly proof: readonly Hex[];
}

type Arguments = ContractFunctionArgs<typeof vaultAbi, "nonpayable", "withdraw">;

/**
 * Has the Vault pay a proven withdrawal to its recipient; anyone may. Throws `L1_REVERTED` with `AlreadyPaid`,
 * `AssertionNotConfirmed`, `OutflowCapExceeded` (try again later), `BridgePaused` or `InvalidWithdrawalProof`; or `L1_RPC`.
 */
export async function finalizeWithdrawal(
  vault: Address,
  request: WithdrawalRequest,
  wallet: L1Wallet,
): Promise<TransactionReceipt> {
  const { assertionId, index, recipient, asset, amount, proof } = request;
  if (proof.length !== PROOF_LENGTH) {
    throw new NovateError("OUT_OF_RANGE", `expected ${PROOF_LENGTH} siblings, got ${proof.length}`);
  }
  const { walletClient, publicClient } = wallet;
  const { account, chain = null } = walletClient;
  // The length is checked above; the type wants a tuple of 32.
  const args = [assertionId, index, recipient, asset, amount, proof] as unknown as Arguments;
  return settled(wallet, async () => {
    const call = { abi: vaultAbi, address: vault, functionName: "withdraw", args } as const;
    // Asked first, so that a refusal comes with the contract's own words and costs nothing.
    await publicClient.simulateContract({ ...call, account });
    return walletClient.writeContract({ ...call, account, chain });
  });
}
