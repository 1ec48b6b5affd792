/** Finds a batch that the watcher has let go. */
import { type Address, type PublicClient, parseEventLogs } from "viem";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { NovateError } from "../../primitives/error.ts";
import type { BatchStruct } from "./batch.ts";

export interface FoundBatch {
  readonly batch: BatchStruct;
  readonly l1Block: bigint;
}

/**
 * Batch `index` as it was appended, and the L1 block in which: a binary search for the time that the Inbox noted. Throws viem's errors,
 * and `L1_MISMATCH` when there is no event at that time.
 */
export async function findBatch(
  inbox: Address,
  index: bigint,
  { client }: { readonly client: PublicClient },
): Promise<FoundBatch> {
  const at = { address: inbox, abi: inboxAbi } as const;
  const time = await client.readContract({ ...at, functionName: "batchTime", args: [index] });
  let low = 0n;
  let high = await client.getBlockNumber({ cacheTime: 0 });
  while (low < high) {
    const middle = (low + high) / 2n;
    const { timestamp } = await client.getBlock({ blockNumber: middle });
    if (timestamp < time) low = middle + 1n;
    else high = middle;
  }
  // Several L1 blocks may bear one second.
  for (let block = low; ; block++) {
    const logs = await client.getLogs({ address: inbox, fromBlock: block, toBlock: block });
    const events = parseEventLogs({ abi: inboxAbi, eventName: "BatchAppended", logs, strict: true });
    const found = events.find((event) => event.args.index === index);
    if (found !== undefined) return { batch: found.args.batch, l1Block: block };
    const { timestamp } = await client.getBlock({ blockNumber: block });
    if (timestamp > time) throw new NovateError("L1_MISMATCH", `expected the event of batch ${index}`);
  }
}
