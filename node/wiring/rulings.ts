import type { Address, PublicClient } from "viem";
import { type Bridge, createLateRulings } from "../bridge/index.ts";
import { toHex } from "../primitives/bytes.ts";
import type { NodeChain } from "../sequencer/index.ts";
import type { BlockStore } from "../store/port.ts";
import type { Closers } from "./closers.ts";
import type { Common } from "./common.ts";
import { L1_POLL_MS, MAX_BACKOFF_MS } from "./options.ts";

/** Ends the chain when L1 rules on data after it was applied here. Nothing where L1 rules on no data. */
export function watchLateRulings(
  { options, timers, report, ending }: Common,
  rooms: {
    /** `DataChallenges`, where it is deployed. */
    readonly dataChallenges: Address | undefined;
    readonly client: PublicClient;
    readonly bridge: Pick<Bridge, "l1">;
    readonly chain: NodeChain;
    readonly store: BlockStore;
  },
  closers: Closers,
): void {
  const { bridge, chain, client, dataChallenges, store } = rooms;
  if (dataChallenges === undefined) return;
  const inbox = toHex(options.genesis.l1.inbox);
  const rulings = createLateRulings(
    { address: dataChallenges, inbox, pollMs: L1_POLL_MS, maxBackoffMs: MAX_BACKOFF_MS },
    {
      ...{ client, l1: bridge.l1, store, timers, report },
      head: () => chain.head.number,
      onContradiction: ending.end,
    },
  );
  closers.add(() => rulings.close());
}
