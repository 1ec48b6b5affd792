import type { PublicClient } from "viem";
import type { Genesis } from "../../genesis/index.ts";
import { type Confirmations, createBlobChain } from "../bridge/index.ts";
import type { BlobChain } from "../da/ethereum/port.ts";
import { toHex } from "../primitives/bytes.ts";

/** L1's blocks with the blobs of our batches: transactions to the Inbox, as deep as `confirmations` says. */
export function inboxBlobs(genesis: Genesis, client: PublicClient, confirmations: Confirmations): BlobChain {
  return createBlobChain({ to: toHex(genesis.l1.inbox), confirmations }, { client });
}
