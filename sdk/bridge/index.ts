import {
  type Account,
  BaseError,
  type Chain,
  ContractFunctionRevertedError,
  type PublicClient,
  parseAbi,
  type Transport,
  type WalletClient,
} from "viem";
import { inboxAbi, vaultAbi } from "../../contracts/generated/abi.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { formatUsd, parseUsd } from "../../node/primitives/market-decimals.ts";
import type { NovateClient } from "../client.ts";
import type { WithdrawalProofInfo } from "../types.ts";

export interface BridgeClients {
  readonly publicClient: PublicClient;
  /** Signs on L1; not needed to read. */
  readonly walletClient?: WalletClient<Transport, Chain | undefined, Account>;
}

const erc20Abi = parseAbi([
  "function approve(address spender, uint256 amount) returns (bool)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function balanceOf(address owner) view returns (uint256)",
]);

const USDC_ASSET = 0;

/** The L1 side of an account: deposits, and withdrawals proven against a confirmed assertion. */
export class L1Bridge {
  readonly #client: NovateClient;
  readonly #clients: BridgeClients;

  constructor(client: NovateClient, clients: BridgeClients) {
    this.#client = client;
    this.#clients = clients;
  }

  /** USDC of an address on L1, a decimal string. */
  async balance(owner: `0x${string}`): Promise<string> {
    const { token } = this.#client.chain.contracts;
    return formatUsd(
      await this.#clients.publicClient.readContract({
        address: token,
        abi: erc20Abi,
        functionName: "balanceOf",
        args: [owner],
      }),
    );
  }

  /** Deposits `amount` USDC for `to`'s sub-account (default: the signer's own, 0), approving first. Resolves when L1 has it; the credit follows after the node's confirmations. */
  async deposit(
    amount: string,
    options: { readonly to?: `0x${string}`; readonly sub?: number } = {},
  ): Promise<{ readonly transaction: `0x${string}` }> {
    const { inbox, token } = this.#client.chain.contracts;
    const { account } = this.#wallet();
    const value = parseUsd(amount);
    const { publicClient } = this.#clients;
    const allowance = await publicClient.readContract({
      address: token,
      abi: erc20Abi,
      functionName: "allowance",
      args: [account.address, inbox],
    });
    if (allowance < value)
      await this.#write({ address: token, abi: erc20Abi, functionName: "approve", args: [inbox, value] });
    const transaction = await this.#write({
      address: inbox,
      abi: inboxAbi,
      functionName: "deposit",
      args: [options.to ?? account.address, options.sub ?? 0, value],
    });
    return { transaction };
  }

  /** Where a withdrawal stands: `requested`, `asserted` (its block is), `provable`, or `paid`. */
  async withdrawalStatus(index: string): Promise<"requested" | "asserted" | "provable" | "paid"> {
    return this.#statusOf(await this.#client.withdrawalProof(index));
  }

  /** Proves the withdrawal to the Vault, which pays its recipient. Anyone may relay. Throws `WITHDRAWAL_NOT_FINAL`, `L1_REVERTED`, `L1_RPC`. */
  async finalizeWithdrawal(index: string): Promise<{ readonly transaction: `0x${string}` }> {
    const info = await this.#client.withdrawalProof(index);
    if (info.proof === null) {
      throw new NovateError(
        "WITHDRAWAL_NOT_FINAL",
        `expected a confirmed assertion over block ${info.block}, its finality is ${info.finality}`,
        { index },
      );
    }
    const siblings = info.proof.siblings as unknown as VaultProof;
    const amount = parseUsd(info.amount);
    const transaction = await this.#write({
      address: info.vault,
      abi: vaultAbi,
      functionName: "withdraw",
      args: [info.proof.assertionId, BigInt(info.index), info.recipient, USDC_ASSET, amount, siblings],
    });
    return { transaction };
  }

  #statusOf(info: WithdrawalProofInfo): "requested" | "asserted" | "provable" | "paid" {
    if (info.paid === true) return "paid";
    if (info.proof !== null) return "provable";
    return info.finality === "asserted" ? "asserted" : "requested";
  }

  #wallet() {
    const { walletClient } = this.#clients;
    if (walletClient === undefined)
      throw new NovateError("BAD_ARGUMENT", "expected a wallet client to send L1 transactions, got none");
    return walletClient;
  }

  /** Simulates, sends, and waits for the receipt. Throws what {@link l1Error} makes. */
  // biome-ignore lint/suspicious/noExplicitAny: viem infers the arguments from each call's ABI; here they are only passed on.
  async #write(call: any): Promise<`0x${string}`> {
    const wallet = this.#wallet();
    const { publicClient } = this.#clients;
    try {
      const { request } = await publicClient.simulateContract({ ...call, account: wallet.account });
      const hash = await wallet.writeContract(request);
      const receipt = await publicClient.waitForTransactionReceipt({ hash, timeout: 60_000 });
      if (receipt.status === "success") return hash;
      throw new NovateError(
        "L1_REVERTED",
        `expected ${call.functionName} to succeed, transaction ${hash} reverted`,
        { hash },
      );
    } catch (cause) {
      if (cause instanceof NovateError) throw cause;
      throw l1Error(call.functionName, cause);
    }
  }
}

type Hex = `0x${string}`;
/** The Vault takes exactly 32 siblings. */
type VaultProof = readonly [
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
];

/**
 * `L1_REVERTED` with the contract's own reason, or `L1_RPC` for an endpoint that did not answer. The endpoint's address
 * may hold a key, so neither viem's long message nor the error itself (as a cause, it would be printed) goes along.
 */
export function l1Error(call: string, error: unknown): NovateError {
  if (!(error instanceof BaseError)) {
    const kind = error instanceof Error ? error.name : typeof error;
    return new NovateError("L1_RPC", `expected ${call} to reach L1, got a ${kind}`);
  }
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) {
    const name = reverted.data?.errorName ?? reverted.reason ?? reverted.signature ?? "no reason";
    return new NovateError("L1_REVERTED", `expected ${call} to succeed, got: ${name}`, { name });
  }
  return new NovateError("L1_RPC", `expected an answer from L1 to ${call}, got: ${error.name}`, {
    kind: error.name,
  });
}
