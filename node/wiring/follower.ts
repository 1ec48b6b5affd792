import type { Bridge } from "../bridge/index.ts";
import { follow } from "../derivation/index.ts";
import type { NodeChain } from "../sequencer/index.ts";
import type { Closers } from "./closers.ts";
import type { Common } from "./common.ts";
import type { Deriving } from "./deriving.ts";

/** Follows the batches on L1 from now on; what ends it ends the chain. */
export function startFollowing(
  { ending, stopping }: Common,
  {
    bridge,
    chain,
    deriving,
  }: {
    readonly bridge: Pick<Bridge, "l1">;
    readonly chain: NodeChain;
    readonly deriving: Deriving;
  },
  closers: Closers,
): void {
  const stop = new AbortController();
  const signal = AbortSignal.any([stopping, stop.signal]);
  const following = follow(
    { fromBatch: bridge.l1.firstKeptBatch, signal },
    {
      batches: (from, abort) => bridge.l1.batches(from, abort),
      l1: bridge.l1,
      ...deriving.dependencies,
      head: () => chain.tip.number,
      header: () => chain.machine.view.header(),
      fill: (slot) => chain.fill(slot),
    },
  ).catch((error: unknown) => {
    if (!signal.aborted) ending.end(error);
  });
  closers.add(async () => {
    stop.abort();
    await following;
  });
}
