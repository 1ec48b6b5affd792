/** The transactions of a deployment, one after the other; who sends them can be chosen. */
import {
  type Abi,
  type Account,
  type Address,
  BaseError,
  type Chain,
  encodeDeployData,
  encodeFunctionData,
  getAddress,
  type Hex,
  type PublicClient,
  type Transport,
  type WalletClient,
} from "viem";
import { errorMessage, NovateError } from "../node/primitives/error.ts";

/** The L1 as the deployment uses it: one account that signs, and a reader of the same chain. */
export interface DeployClients {
  readonly walletClient: WalletClient<Transport, Chain | undefined, Account>;
  readonly publicClient: PublicClient;
  /** Sends the transactions; absent: the wallet, each at once. */
  readonly sender?: DeploySender;
}

export interface DeployTransaction {
  /** What it is for, such as `deployment of Vault`. */
  readonly name: string;
  /** Names the contract's errors. */
  readonly abi: Abi;
  /** Absent: `data` makes a contract. */
  readonly to?: Address;
  readonly data: Hex;
}

export interface DeployReceipt {
  readonly status: "success" | "reverted";
  readonly contractAddress?: Address | null | undefined;
  readonly blockNumber: bigint;
  /** Where the sender knows it. */
  readonly gasUsed?: bigint;
}

/** Must send the transactions of one deployment in the order they are asked for, from one account, with nonces that follow each other. */
export interface DeploySender {
  /** Nonce of the transaction that comes next. */
  nextNonce(): Promise<number>;
  /** Must resolve with the receipt of exactly this transaction, sent now or by an earlier run. */
  send(transaction: DeployTransaction): Promise<DeployReceipt>;
}

/** The sender that the clients name, or their wallet. */
export function senderOf({ sender, walletClient, publicClient }: DeployClients): DeploySender {
  if (sender !== undefined) return sender;
  const { account, chain = null } = walletClient;
  return {
    nextNonce: () => publicClient.getTransactionCount({ address: account.address, blockTag: "pending" }),
    async send({ to, data }) {
      const hash = await walletClient.sendTransaction({ ...(to && { to }), data, account, chain });
      return publicClient.waitForTransactionReceipt({ hash });
    },
  };
}

/** Deploys a contract. Throws `DEPLOY_REVERTED`, and what the sender throws. */
export async function deploy(
  name: string,
  abi: Abi,
  bytecode: string,
  args: readonly unknown[],
  clients: DeployClients,
): Promise<{ address: Address; block: bigint }> {
  const data = encodeDeployData({ abi, bytecode: bytecode as Hex, args: [...args] });
  const receipt = await sent({ name: `deployment of ${name}`, abi, data }, clients);
  if (receipt.contractAddress == null) {
    throw new NovateError("DEPLOY_REVERTED", `deployment of ${name}: expected an address, got none`, {
      name,
    });
  }
  return { address: getAddress(receipt.contractAddress), block: receipt.blockNumber };
}

/** Calls a function of a contract. Throws `DEPLOY_REVERTED`, and what the sender throws. */
export async function call(
  name: string,
  to: Address,
  abi: Abi,
  functionName: string,
  args: readonly unknown[],
  clients: DeployClients,
): Promise<void> {
  const data = encodeFunctionData({ abi, functionName, args: [...args] });
  await sent({ name, abi, to, data }, clients);
}

/** Runs one transaction to its receipt; anything but success becomes `DEPLOY_REVERTED` with the contract's own words. */
async function sent(transaction: DeployTransaction, clients: DeployClients): Promise<DeployReceipt> {
  const { name } = transaction;
  const receipt = await senderOf(clients)
    .send(transaction)
    .catch((cause: unknown) => {
      if (cause instanceof NovateError) throw cause;
      const why = cause instanceof BaseError ? cause.shortMessage : errorMessage(cause);
      throw new NovateError("DEPLOY_REVERTED", `${name}: expected success, got ${why}`, { name }, { cause });
    });
  if (receipt.status !== "success")
    throw new NovateError("DEPLOY_REVERTED", `${name}: expected success, got a revert`, { name });
  return receipt;
}
