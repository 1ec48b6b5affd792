import { createPublicClient, http, parseEventLogs } from "viem";
import { inboxAbi } from "../contracts/generated/abi.ts";
import { evidenceLink } from "../node/da/evidence.ts";
import { toHex } from "../node/primitives/bytes.ts";
import { NovateError } from "../node/primitives/error.ts";
import type { Network } from "./network.ts";

/** A batch that L1 knows, and where its bytes are. */
export interface BatchEvidence {
  readonly index: number;
  readonly firstBlock: number;
  readonly lastBlock: number;
  readonly layer: string;
  readonly height: number;
  /** First byte or share, and how many. */
  readonly start: number;
  readonly length: number;
  /** `0x` hex. */
  readonly commitment: string;
  readonly l1Transaction: string | null;
  /** Where a person can look at the block that holds it. */
  readonly evidence: string;
}

interface BatchInfo {
  readonly index: number;
  readonly stage: string;
  readonly firstBlock: number;
  readonly lastBlock: number;
  readonly l1Transaction: string | null;
  readonly da: {
    readonly kind: string;
    readonly height: number;
    readonly start: number;
    readonly length: number;
    readonly commitment: string;
  } | null;
}

/** The batches from `first` on that L1 knows, as the node tells them, in order. Throws `WALK_FAILED` when there is none, and what viem throws. */
export async function batchEvidence(
  network: Pick<Network, "client" | "da" | "genesis" | "l1">,
  first = 0,
): Promise<BatchEvidence[]> {
  const { client, da } = network;
  const carriers = da.kind === "ethereum" ? await appendedAt(network) : undefined;
  const found: BatchEvidence[] = [];
  let page: BatchInfo[];
  for (let from = first; ; from = page.at(-1)!.index + 1) {
    page = (await client.info({ type: "batches", from })) as BatchInfo[];
    for (const batch of page) {
      if (batch.stage !== "appended" || batch.da === null) continue;
      const { firstBlock, index, l1Transaction, lastBlock } = batch;
      const { kind, ...place } = batch.da;
      const height = carriers?.get(index) ?? place.height;
      const evidence = evidenceLink(da, { height: BigInt(height) });
      found.push({ index, firstBlock, lastBlock, layer: kind, ...place, height, l1Transaction, evidence });
    }
    if (page.at(-1)?.stage !== "appended") break;
  }
  if (found.length === 0) throw new NovateError("WALK_FAILED", "expected published batches, got none");
  return found;
}

/** The L1 block of each batch, by index: blobs ride in the transaction that appends the batch, whose own pointer names no height. */
async function appendedAt({
  genesis,
  l1,
}: Pick<Network, "genesis" | "l1">): Promise<ReadonlyMap<number, number>> {
  const client = createPublicClient({ transport: http(l1.url) });
  const logs = await client.getLogs({ address: toHex(genesis.l1.inbox), fromBlock: 0n });
  const events = parseEventLogs({ abi: inboxAbi, eventName: "BatchAppended", logs });
  return new Map(events.map(({ args, blockNumber }) => [Number(args.index), Number(blockNumber)]));
}

/** One line about a batch. */
export function describeBatch(batch: BatchEvidence): string {
  const { commitment, evidence, firstBlock, height, index, l1Transaction, lastBlock, layer } = batch;
  const l1 = l1Transaction === null ? "pending" : `${l1Transaction.slice(0, 12)}...`;
  return `\n      ${index}: blocks ${firstBlock}-${lastBlock}, ${layer} height ${height}, commitment ${commitment.slice(0, 18)}..., L1 ${l1}, ${evidence}`;
}
