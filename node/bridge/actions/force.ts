import type { Address } from "viem";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { toHex } from "../../primitives/bytes.ts";
import { encodeForced, type ForcedTransaction } from "../../primitives/codec/index.ts";
import { type L1Wallet, settled } from "./clients.ts";
import { type Delivered, delivered } from "./deposit.ts";

/**
 * Sends a transaction of the wallet's own account through L1: the rollup must consume it within the Inbox's `FORCE_DELAY`,
 * whatever the sequencer wants. Throws as the codec for a body that is out of range, `L1_REVERTED` or `L1_RPC`.
 */
export async function forceTransaction(
  request: { readonly inbox: Address; readonly transaction: ForcedTransaction },
  wallet: L1Wallet,
): Promise<Delivered> {
  const { walletClient } = wallet;
  const { account, chain = null } = walletClient;
  const payload = toHex(encodeForced(request.transaction));
  const call = {
    abi: inboxAbi,
    address: request.inbox,
    functionName: "forceTransaction",
    args: [payload],
  } as const;
  const receipt = await settled(wallet, () => walletClient.writeContract({ ...call, account, chain }));
  return delivered(receipt, request.inbox);
}
