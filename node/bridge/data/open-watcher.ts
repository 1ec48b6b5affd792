/** Puts a data watcher together for one deployment and one layer. */
import type { Address, PublicClient } from "viem";
import { dataChallengesAbi } from "../../../contracts/generated/abi.ts";
import type { ShareProofs } from "../../da/celestia/share-proofs.ts";
import type { DataAvailability } from "../../da/port.ts";
import type { Timers } from "../../primitives/timers.ts";
import type { Report } from "../events.ts";
import { toL1Batch } from "../l1/batch.ts";
import { l1Error } from "../l1/errors.ts";
import { findBatch } from "../l1/find-batch.ts";
import type { L1Sender } from "../l1/sender.ts";
import type { L1Watcher } from "../l1/watcher.ts";
import type { L1Batch } from "../port.ts";
import { createShareProver } from "./attestations.ts";
import { ChallengeContract } from "./challenge-contract.ts";
import { createBlobOpener, createShareOpener, type Opener } from "./openings.ts";
import { DataWatcher } from "./watcher.ts";

export interface DataWatchOptions {
  readonly pollMs: number;
  readonly maxBackoffMs: number;
  readonly challenges: boolean;
  readonly dataChallenges: Address;
  readonly inbox: Address;
}

export interface DataWatchDependencies {
  readonly client: PublicClient;
  readonly l1: Pick<L1Watcher, "status" | "firstKeptBatch" | "batchList">;
  readonly sender: L1Sender;
  readonly da: Pick<DataAvailability, "kind" | "read">;
  /** Of a layer on Celestia. */
  readonly proofs?: ShareProofs;
  readonly timers: Timers;
  readonly report: Report;
}

/** Of the data window: the rest is left to make the challenge in. */
const PATIENCE_SHARE = 2n;

/**
 * The watcher of a layer whose data can be opened on L1, not started; undefined where none can be: the local layer, or an endpoint without
 * proofs. Throws `L1_RPC`.
 */
export async function openDataWatcher(
  options: DataWatchOptions,
  dependencies: DataWatchDependencies,
): Promise<DataWatcher | undefined> {
  const { client, da, l1, report, sender, timers } = dependencies;
  const opener = openerOf(options, dependencies);
  if (opener === undefined) return undefined;
  const { challenges, dataChallenges: address, inbox, maxBackoffMs, pollMs } = options;
  const call = { address, abi: dataChallengesAbi, functionName: "DATA_WINDOW" } as const;
  const window = await client.readContract(call).catch((error: unknown) => {
    throw l1Error(error);
  });
  return new DataWatcher(
    { pollMs, maxBackoffMs, challenges, patience: Number(window / PATIENCE_SHARE) },
    {
      contract: new ChallengeContract({ address, inbox }, { client }),
      batchAt: (index) => batchAt(index, inbox, { client, l1 }),
      batchCount: () => Number(l1.status.batchCount),
      firstBatch: l1.firstKeptBatch,
      ...{ sender, da, opener, timers, report },
    },
  );
}

function openerOf(
  { dataChallenges }: DataWatchOptions,
  { client, da, proofs }: DataWatchDependencies,
): Opener | undefined {
  if (da.kind === 2) return createBlobOpener();
  if (da.kind !== 1 || proofs === undefined) return undefined;
  return createShareOpener({ prover: createShareProver(dataChallenges, { client, proofs }) });
}

/** From what the bridge keeps, else from L1: challenges reach further back than derivation. */
async function batchAt(
  index: number,
  inbox: Address,
  { client, l1 }: Pick<DataWatchDependencies, "client" | "l1">,
): Promise<L1Batch | undefined> {
  if (index >= l1.status.batchCount) return undefined;
  if (index >= l1.firstKeptBatch) return l1.batchList(index, 1)[0];
  try {
    const { batch, l1Block } = await findBatch(inbox, BigInt(index), { client });
    return toL1Batch(BigInt(index), batch, l1Block);
  } catch (error) {
    throw l1Error(error);
  }
}
