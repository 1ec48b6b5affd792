import type { Address, PublicClient } from "viem";
import { type Bridge, type DataWatcher, openDataWatcher, type Report } from "../bridge/index.ts";
import type { OpenDa } from "../da/open.ts";
import type { DataAvailability } from "../da/port.ts";
import { toHex } from "../primitives/bytes.ts";
import type { Timers } from "../primitives/timers.ts";
import type { StatusSections } from "../rpc/index.ts";
import type { NodeOptions } from "./options.ts";

const POLL_MS = 2_000;
const MAX_BACKOFF_MS = 30_000;

/**
 * Starts to answer challenges of data from the archive and, unless the node must not challenge, to ask for absent data. Undefined where
 * L1 rules on no data, where this node has no account on L1, or where its layer can't be opened there. Throws `L1_RPC`.
 */
export async function watchData(
  options: Pick<NodeOptions, "challenge" | "genesis">,
  rooms: {
    /** `DataChallenges`, where it is deployed. */
    readonly dataChallenges: Address | undefined;
    readonly client: PublicClient;
    readonly bridge: Pick<Bridge, "l1" | "sender">;
    readonly layer: Pick<OpenDa, "proofs">;
    /** The layer with the archive in front of it. */
    readonly da: DataAvailability;
    readonly timers: Timers;
    readonly report: Report;
  },
): Promise<DataWatcher | undefined> {
  const { bridge, client, da, dataChallenges, layer, report, timers } = rooms;
  const { sender, l1 } = bridge;
  if (dataChallenges === undefined || sender === undefined) return undefined;
  const watcher = await openDataWatcher(
    {
      ...{ dataChallenges, pollMs: POLL_MS, maxBackoffMs: MAX_BACKOFF_MS },
      inbox: toHex(options.genesis.l1.inbox),
      challenges: options.challenge !== false,
    },
    { ...{ client, l1, sender, da, timers, report }, ...(layer.proofs && { proofs: layer.proofs }) },
  );
  watcher?.start();
  return watcher;
}

/** What `/status` says of it. */
export function dataSection(watcher: DataWatcher | undefined): Pick<StatusSections, "dataChallenges"> {
  if (watcher === undefined) return {};
  const { halted: _, ...status } = watcher.status;
  return { dataChallenges: status };
}
