import type { PublicClient } from "viem";
import type { Report } from "../bridge/index.ts";
import { type OpenDa, openDa } from "../da/open.ts";
import type { Timers } from "../primitives/timers.ts";
import { inboxBlobs } from "../procedures/inbox-blobs.ts";
import type { BlockStore } from "../store/port.ts";
import type { NodeKeys, NodeOptions } from "./options.ts";

/** The node's data-availability layer; where the node pays for data, its funds are watched. Throws what `openDa` throws. */
export async function openNodeDa(
  options: Pick<NodeOptions, "confirmations" | "da" | "genesis" | "role">,
  keys: Pick<NodeKeys, "celestia">,
  {
    report,
    l1,
    ...rooms
  }: {
    readonly l1: PublicClient;
    readonly store: Pick<BlockStore, "getMeta" | "putMeta">;
    readonly timers: Timers;
    readonly report: Report;
  },
): Promise<OpenDa> {
  const layer = await openDa(options.da, {
    ...rooms,
    l1ChainId: BigInt(options.genesis.chainId),
    blobs: inboxBlobs(options.genesis, l1, options.confirmations),
    ...(keys.celestia === undefined ? {} : { key: keys.celestia }),
    onFees({ balance, isLow }) {
      const [level, code] = isLow ? (["alarm", "DA_FUNDS_LOW"] as const) : (["info", "DA_FUNDS"] as const);
      report({ level, code, message: `the account that pays for data has ${balance} utia` });
    },
  });
  if (options.role === "sequencer") layer.fees?.start();
  return layer;
}
