/** What was transferred to the bridge by mistake goes back to its sender. */
import { erc20Abi, type Hash, parseEventLogs, type TransactionReceipt } from "viem";
import { inboxAbi, vaultAbi } from "../contracts/generated/abi.ts";
import { NovateError } from "../node/primitives/error.ts";
import { formatUsd } from "../node/primitives/market-decimals.ts";
import { type BridgeClients, l1Error, type SendOptions, sendCall } from "../sdk/bridge/index.ts";
import type { ChainFacts } from "../sdk/index.ts";
import { proveReceipt } from "./receipt-proof.ts";

const NEXT_BLOCK_LOOKS = 60;
const LOOK_EVERY_MS = 1_000;

export interface Reclaimed {
  readonly transaction: Hash;
  /** To whom it went back: the sender of the transfer. */
  readonly to: `0x${string}`;
  /** USDC. */
  readonly amount: string;
}

/**
 * Has the Vault return every plain transfer of the token to the Vault or the Inbox in transaction `hash`. Anyone may. Throws
 * `NOT_FOUND`, `NOT_A_STRAY_TRANSFER`, `L1_REVERTED` (`UnknownBlock`: L1 has forgotten the block's hash; `AlreadyReturned`), `L1_RPC`.
 */
export async function reclaim(
  hash: Hash,
  contracts: ChainFacts["contracts"],
  clients: BridgeClients,
  options: SendOptions,
): Promise<readonly Reclaimed[]> {
  const { publicClient } = clients;
  const receipt = await publicClient.getTransactionReceipt({ hash }).catch((error: unknown) => {
    if (error instanceof Error && error.name === "TransactionReceiptNotFoundError") {
      throw new NovateError("NOT_FOUND", `expected a transaction of this L1, got ${hash}`, { hash });
    }
    throw l1Error("eth_getTransactionReceipt", error);
  });
  const transfers = strayTransfers(receipt, contracts);
  if (transfers.some(({ to }) => to === contracts.inbox.toLowerCase()))
    await sweep(contracts, clients, options);
  await untilPast(receipt.blockNumber, clients);
  const proof = await proveReceipt(receipt.blockHash, receipt.transactionIndex, publicClient);
  const returned: Reclaimed[] = [];
  for (const { log, from, amount } of transfers) {
    const args = [{ ...proof, log: BigInt(log) }];
    const call = { abi: vaultAbi, address: contracts.vault, functionName: "returnTransfer", args };
    const details = { hash, log: `${log}` };
    const { entry } = await sendCall({ kind: "reclaim", ...call, details }, clients, options);
    await options.journal?.remove(entry.hash);
    returned.push({ transaction: entry.hash, to: from, amount: formatUsd(amount) });
  }
  return returned;
}

/** L1 knows the hash of a block from the next one on. */
async function untilPast(block: bigint, { publicClient }: BridgeClients): Promise<void> {
  for (let look = 0; look < NEXT_BLOCK_LOOKS; look++) {
    const latest = await publicClient.getBlockNumber({ cacheTime: 0 }).catch((error: unknown) => {
      throw l1Error("eth_blockNumber", error);
    });
    if (latest > block) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new NovateError("L1_PENDING", `expected a block of L1 after ${block}, there is none yet: run again`, {
    block,
  });
}

async function sweep(
  { inbox, token }: ChainFacts["contracts"],
  clients: BridgeClients,
  options: SendOptions,
): Promise<void> {
  const held = await clients.publicClient
    .readContract({ address: token, abi: erc20Abi, functionName: "balanceOf", args: [inbox] })
    .catch((error: unknown) => {
      throw l1Error("balanceOf", error);
    });
  // Somebody may have swept it already.
  if (held === 0n) return;
  const call = { abi: inboxAbi, address: inbox, functionName: "sweep", args: [] };
  const { entry } = await sendCall(
    { kind: "reclaim", ...call, details: { sweep: "inbox" } },
    clients,
    options,
  );
  await options.journal?.remove(entry.hash);
}

function strayTransfers(receipt: TransactionReceipt, { inbox, vault, token }: ChainFacts["contracts"]) {
  const bridge = [inbox.toLowerCase(), vault.toLowerCase()];
  if (receipt.logs.some(({ address }) => bridge.includes(address.toLowerCase()))) {
    const message = `expected a plain transfer, but the bridge accounted for ${receipt.transactionHash}: see 'novate bridge message'`;
    throw new NovateError("NOT_A_STRAY_TRANSFER", message, { hash: receipt.transactionHash });
  }
  const first = receipt.logs[0]?.logIndex ?? 0;
  const found = parseEventLogs({ abi: erc20Abi, eventName: "Transfer", logs: receipt.logs })
    .filter(({ address }) => address.toLowerCase() === token.toLowerCase())
    .map(({ args, logIndex }) => {
      return { log: logIndex - first, from: args.from, to: args.to.toLowerCase(), amount: args.value };
    })
    .filter(({ to }) => bridge.includes(to));
  if (found.length > 0) return found;
  const message = `expected a transfer of the token to the Vault or the Inbox in ${receipt.transactionHash}, it holds none`;
  throw new NovateError("NOT_A_STRAY_TRANSFER", message, { hash: receipt.transactionHash });
}
