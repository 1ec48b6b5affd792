import type { Address, PublicClient } from "viem";
import { type Bridge, createDataRulings } from "../bridge/index.ts";
import type { DataAvailability } from "../da/port.ts";
import { createSignaturePrefetch, type FollowerDependencies, type Waiting } from "../derivation/index.ts";
import type { SignerPool } from "../state-machine/index.ts";
import type { Common } from "./common.ts";

export interface Deriving {
  /** What derivation is given, whoever derives. */
  readonly dependencies: Pick<
    FollowerDependencies,
    "da" | "timers" | "onWaiting" | "oldMessages" | "rulings" | "prefetch" | "onVoid"
  >;
  /** What derivation waits for now, if it does. */
  waiting(): Waiting | undefined;
}

/** What this node needs to derive blocks from L1 and published data, as a follower or before it leads. */
export function createDeriving(
  { logger, timers }: Common,
  rooms: {
    readonly da: DataAvailability;
    readonly bridge: Pick<Bridge, "oldMessages">;
    readonly pool: SignerPool;
    /** `DataChallenges`, where it is deployed. */
    readonly dataChallenges: Address | undefined;
    readonly client: PublicClient;
  },
): Deriving {
  const { bridge, client, da, dataChallenges, pool } = rooms;
  let waiting: Waiting | undefined;
  return {
    waiting: () => waiting,
    dependencies: {
      ...{ da, timers, oldMessages: bridge.oldMessages },
      onWaiting(now) {
        waiting = now;
        if (now !== undefined) logger.info({ code: now.code, batch: now.batch }, now.message);
      },
      ...(dataChallenges && { rulings: createDataRulings(dataChallenges, { client }) }),
      prefetch: createSignaturePrefetch({ pool }),
      onVoid: (block, { code, message }) =>
        logger.warn({ code, block: `${block}` }, `void block: ${message}`),
    },
  };
}
