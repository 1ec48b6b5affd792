/** One way to send to L1: asked first, signed, written down, told, sent, followed. */
import {
  type Abi,
  type Address,
  type Chain,
  encodeFunctionData,
  formatEther,
  keccak256,
  type TransactionReceipt,
} from "viem";
import { errorCode, NovateError } from "../../node/primitives/error.ts";
import { type BridgeClients, type L1WalletClient, walletOf } from "./clients.ts";
import { l1Error } from "./errors.ts";
import { type FollowOptions, fateOf, followSent } from "./follow.ts";
import { memoryJournal, type SentJournal, type SentKind, type SentTransaction } from "./journal.ts";
import { refusalsAbi } from "./refusals.ts";

export interface SendOptions extends FollowOptions {
  /** Where it is written down before it is sent. By default a journal that ends with the call. */
  readonly journal?: SentJournal;
  /** Called before the first byte leaves: from here on it may have been sent. */
  readonly onSent?: (entry: SentTransaction) => void;
  /** The nonce is at least this: an endpoint may lag behind the transaction before. */
  readonly leastNonce?: number;
}

export interface BridgeCall {
  readonly kind: SentKind;
  readonly abi: Abi;
  readonly address: Address;
  readonly functionName: string;
  readonly args: readonly unknown[];
  readonly details: Readonly<Record<string, string>>;
}

/**
 * Sends a call and waits until L1 has it. It is asked first, so that a refusal costs nothing and comes with the contract's own words. Throws
 * as {@link l1Error} before anything was sent; afterwards `L1_PENDING`, `L1_DROPPED`, or `L1_REVERTED` for what reverted all the same. Its
 * entry stays in the journal until its fate is known.
 */
export async function sendCall(
  call: BridgeCall,
  clients: BridgeClients,
  options: SendOptions = {},
): Promise<{ readonly entry: SentTransaction; readonly receipt: TransactionReceipt }> {
  const { journal = memoryJournal() } = options;
  const wallet = walletOf(clients);
  const entry = await submit(call, { ...clients, wallet }, { ...options, journal });
  const receipt = await settle(entry, clients, { ...options, journal });
  return { entry, receipt };
}

/** Follows an entry to its end and strikes it out. Throws as {@link sendCall}. */
export async function settle(
  entry: SentTransaction,
  clients: BridgeClients,
  options: SendOptions & { readonly journal: SentJournal },
): Promise<TransactionReceipt> {
  const { journal } = options;
  const receipt = await followSent(entry, clients.publicClient, options).catch(async (error) => {
    if (errorCode(error) === "L1_DROPPED") await journal.remove(entry.hash);
    throw error;
  });
  if (receipt.status === "success") return receipt;
  await journal.remove(entry.hash);
  throw await revertedOnChain(entry, receipt, clients);
}

interface Sending extends BridgeClients {
  readonly wallet: L1WalletClient;
}

async function submit(
  call: BridgeCall,
  { publicClient, wallet }: Sending,
  { journal, onSent, leastNonce = 0 }: SendOptions & { readonly journal: SentJournal },
): Promise<SentTransaction> {
  const { kind, address, functionName, args, details } = call;
  const abi = [...call.abi, ...refusalsAbi];
  const { account, chain } = wallet;
  const entryOf = (rest: Pick<SentTransaction, "hash"> & Partial<SentTransaction>): SentTransaction => {
    return { kind, from: account.address, to: address, sentAt: Date.now(), details, ...rest };
  };
  try {
    await publicClient.simulateContract({ abi, address, functionName, args, account });
    if (account.type !== "local") {
      const hash = await wallet.writeContract({
        abi,
        address,
        functionName,
        args,
        account,
        chain: chain ?? null,
      });
      const entry = entryOf({ hash });
      await journal.put(entry);
      onSent?.(entry);
      return entry;
    }
    const data = encodeFunctionData({ abi, functionName, args });
    const told = await publicClient.getTransactionCount({ address: account.address, blockTag: "pending" });
    const prepared = await wallet.prepareTransactionRequest({
      account,
      chain: chain as Chain,
      to: address,
      data,
      nonce: Math.max(told, leastNonce),
    });
    await requireEther(prepared, { publicClient, wallet });
    const raw = await account.signTransaction(prepared as never);
    const entry = entryOf({ hash: keccak256(raw), raw, nonce: prepared.nonce });
    await journal.put(entry);
    onSent?.(entry);
    await broadcast(entry, { publicClient, wallet }, journal);
    return entry;
  } catch (error) {
    throw l1Error(functionName, error);
  }
}

/** The answer does not decide whether it was sent: a retry behind a lost answer hears "nonce too low" of itself. */
async function broadcast(entry: SentTransaction, { publicClient }: Sending, journal: SentJournal) {
  try {
    await publicClient.sendRawTransaction({ serializedTransaction: entry.raw! });
  } catch (error) {
    const refused = l1Error(entry.kind, error);
    if (refused.code === "L1_RPC") return;
    const known = await publicClient.getTransaction({ hash: entry.hash }).catch(() => undefined);
    if (known !== undefined || (await fateOf(entry, publicClient)).is === "mined") return;
    await journal.remove(entry.hash);
    throw refused;
  }
}

async function requireEther(
  { gas, maxFeePerGas, gasPrice }: { gas?: bigint; maxFeePerGas?: bigint; gasPrice?: bigint },
  { publicClient, wallet }: Sending,
): Promise<void> {
  const { address } = wallet.account;
  const needed = (gas ?? 0n) * (maxFeePerGas ?? gasPrice ?? 0n);
  const balance = await publicClient.getBalance({ address });
  if (balance >= needed) return;
  const message = `expected up to ${formatEther(needed)} ETH of ${address} for the gas, got ${formatEther(balance)}`;
  throw new NovateError("L1_NO_ETHER", message, { address, needed, balance });
}

/** Asks for the reason once more, at the block it happened in. */
async function revertedOnChain(
  { kind, hash, from, to, raw }: SentTransaction,
  receipt: TransactionReceipt,
  { publicClient }: BridgeClients,
): Promise<NovateError> {
  const data = { kind, hash, block: receipt.blockNumber };
  if (raw !== undefined) {
    const { input } = await publicClient.getTransaction({ hash }).catch(() => ({ input: undefined }));
    const call = { account: from, to, data: input ?? "0x", blockNumber: receipt.blockNumber } as const;
    const error = await publicClient.call(call).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error !== undefined) {
      const reason = l1Error(kind, error);
      return new NovateError(reason.code, `${reason.message} (transaction ${hash})`, {
        ...reason.data,
        ...data,
      });
    }
  }
  return new NovateError(
    "L1_REVERTED",
    `expected the ${kind} to succeed, transaction ${hash} reverted`,
    data,
  );
}
