import { type Address, erc20Abi, parseAbi, parseEventLogs, type TransactionReceipt } from "viem";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { NovateError } from "../../primitives/error.ts";
import { l1Error } from "../l1/errors.ts";
import { type L1Wallet, settled } from "./clients.ts";

/** What an OpenZeppelin token says through the Inbox (ERC-6093). */
const TOKEN_ERRORS = parseAbi([
  "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
  "error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
]);

export interface DepositRequest {
  readonly inbox: Address;
  /** Owner of the account that is credited. */
  readonly to: Address;
  /** Sub-account, 0..127. */
  readonly sub: number;
  /** 1e-6 USDC; at least the Inbox's `minDeposit`. */
  readonly amount: bigint;
}

export interface Delivered {
  readonly receipt: TransactionReceipt;
  /** Place of the message in the Inbox. */
  readonly index: bigint;
}

/**
 * Deposits USDC: approves exactly `amount` to the Inbox if less is allowed, then deposits. Throws `L1_REVERTED` (as
 * `DepositOutOfRange`, or the token's own error) or `L1_RPC`.
 */
export async function deposit(request: DepositRequest, wallet: L1Wallet): Promise<Delivered> {
  const { inbox, to, sub, amount } = request;
  const { walletClient, publicClient } = wallet;
  const { account, chain = null } = walletClient;
  const owner = account.address;
  const token = await read(() =>
    publicClient.readContract({ abi: inboxAbi, address: inbox, functionName: "TOKEN" }),
  );
  const erc20 = { abi: erc20Abi, address: token } as const;
  const allowed = await read(() =>
    publicClient.readContract({ ...erc20, functionName: "allowance", args: [owner, inbox] }),
  );
  if (allowed < amount) {
    await settled(wallet, () =>
      walletClient.writeContract({
        ...erc20,
        functionName: "approve",
        args: [inbox, amount],
        account,
        chain,
      }),
    );
  }
  const abi = [...inboxAbi, ...TOKEN_ERRORS] as const;
  const call = { abi, address: inbox, functionName: "deposit", args: [to, sub, amount] } as const;
  return delivered(
    await settled(wallet, () => walletClient.writeContract({ ...call, account, chain })),
    inbox,
  );
}

/** The message that a transaction delivered. */
export function delivered(receipt: TransactionReceipt, inbox: Address): Delivered {
  const logs = receipt.logs.filter((log) => log.address.toLowerCase() === inbox.toLowerCase());
  const [message] = parseEventLogs({ abi: inboxAbi, eventName: "MessageDelivered", logs });
  if (message === undefined) {
    throw new NovateError("L1_MISMATCH", "expected the transaction to deliver a message", {
      hash: receipt.transactionHash,
    });
  }
  return { receipt, index: message.args.index };
}

async function read<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw l1Error(error);
  }
}
