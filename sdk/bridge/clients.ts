import type { Account, Chain, PublicClient, Transport, WalletClient } from "viem";
import { NovateError } from "../../node/primitives/error.ts";

export type L1WalletClient = WalletClient<Transport, Chain | undefined, Account>;

export interface BridgeClients {
  readonly publicClient: PublicClient;
  /** Signs on L1; not needed to read. */
  readonly walletClient?: L1WalletClient;
}

/** Throws `BAD_ARGUMENT` where the bridge was made to read only. */
export function walletOf({ walletClient }: BridgeClients): L1WalletClient {
  if (walletClient !== undefined) return walletClient;
  throw new NovateError("BAD_ARGUMENT", "expected a wallet client to send L1 transactions, got none");
}
