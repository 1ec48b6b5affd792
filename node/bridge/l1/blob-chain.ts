/** L1 as the blob driver sees it: blocks with the blob transactions to one address, and somebody who sends them. */
import { type Address, BlockNotFoundError, type PublicClient } from "viem";
import type { BlobCarrier, BlobChain } from "../../da/ethereum/port.ts";
import { fromHex } from "../../primitives/bytes.ts";
import { errorCode, errorMessage, NovateError } from "../../primitives/error.ts";
import { type Confirmations, confirmedHeight } from "./chain.ts";
import type { L1Sender } from "./sender.ts";

export interface BlobChainOptions {
  /** Where transactions of our namespace go: the Inbox. */
  readonly to: Address;
  /** How deep a block must lie before its blobs count. */
  readonly confirmations: Confirmations;
}

export function createBlobChain(
  options: BlobChainOptions,
  { client }: { readonly client: PublicClient },
): BlobChain {
  const to = options.to.toLowerCase();
  return {
    async head() {
      return answered(() => confirmedHeight(client, options.confirmations));
    },
    async block(height) {
      const block = await answered(() =>
        client.getBlock({ blockNumber: height, includeTransactions: true }).catch((error: unknown) => {
          if (error instanceof BlockNotFoundError) return undefined;
          throw error;
        }),
      );
      if (block === undefined) return undefined;
      const transactions = block.transactions.flatMap((transaction) => {
        const { blobVersionedHashes } = transaction;
        if (transaction.to?.toLowerCase() !== to || !blobVersionedHashes?.length) return [];
        return [{ versionedHashes: blobVersionedHashes.map((hash) => fromHex(hash, 32)) }];
      });
      return { timestamp: block.timestamp, transactions };
    },
  };
}

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    // An endpoint's own words may name its address, and that may hold a key.
    const kind = error instanceof Error ? error.name : typeof error;
    throw new NovateError("DA_UNAVAILABLE", `expected an answer from L1, got ${kind}`);
  }
}

/** What L1's refusals mean before anything was sent. */
const REFUSED = new Set(["L1_FEE_TOO_HIGH", "L1_FUNDS", "L1_REVERTED"]);

/** Sends blobs to `to` without a call: for payloads that no batch names. */
export function createBlobCarrier(
  options: { readonly to: Address },
  { sender }: { readonly sender: L1Sender },
): BlobCarrier {
  return {
    async carry(sidecar, signal) {
      try {
        const receipt = await sender.send(
          async () => ({ address: options.to, sidecar }),
          async () => {},
          signal ?? new AbortController().signal,
        );
        if (receipt === undefined) return { status: "unknown", reason: "nothing was sent" };
        return { status: "included", height: receipt.blockNumber };
      } catch (error) {
        const code = errorCode(error);
        const reason = errorMessage(error);
        return REFUSED.has(code) ? { status: "refused", code, reason } : { status: "unknown", reason };
      }
    },
  };
}
