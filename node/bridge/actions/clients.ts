/** The user's side of L1: a wallet that signs, and a reader of the same chain. Browser-safe. */
import type { Account, Chain, Hash, PublicClient, TransactionReceipt, Transport, WalletClient } from "viem";
import { NovateError } from "../../primitives/error.ts";
import { l1Error } from "../l1/errors.ts";

export interface L1Wallet {
  readonly walletClient: WalletClient<Transport, Chain | undefined, Account>;
  readonly publicClient: PublicClient;
}

/**
 * Sends what `write` makes and waits for its receipt. Throws `L1_REVERTED` with the contract's error name, or `L1_RPC`.
 */
export async function settled(wallet: L1Wallet, write: () => Promise<Hash>): Promise<TransactionReceipt> {
  try {
    const receipt = await wallet.publicClient.waitForTransactionReceipt({ hash: await write() });
    if (receipt.status === "success") return receipt;
    const data = { name: "on chain", hash: receipt.transactionHash };
    throw new NovateError(
      "L1_REVERTED",
      "expected the L1 transaction to succeed, it reverted on chain",
      data,
    );
  } catch (error) {
    throw l1Error(error);
  }
}
