import type { Genesis } from "../../genesis/index.ts";
import { createBlobChain, createL1Client } from "../bridge/index.ts";
import type { BlobChain } from "../da/ethereum/port.ts";
import { toHex } from "../primitives/bytes.ts";

const L1_TIMEOUT_MS = 10_000;

/** L1's blocks with the blobs of our batches: transactions to the Inbox, `confirmations` deep. */
export function inboxBlobs(genesis: Genesis, l1Url: string, confirmations: number): BlobChain {
  const options = { to: toHex(genesis.l1.inbox), confirmations: BigInt(confirmations) };
  return createBlobChain(options, { client: createL1Client({ url: l1Url, timeoutMs: L1_TIMEOUT_MS }) });
}
