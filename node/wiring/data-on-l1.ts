import type { Address } from "viem";
import { type DataWatcher, dataChallengesOf } from "../bridge/index.ts";
import { toHex } from "../primitives/bytes.ts";
import type { Closers } from "./closers.ts";
import type { Common } from "./common.ts";
import { watchData } from "./data-watch.ts";
import { watchLateRulings } from "./rulings.ts";

type Rooms = Omit<Parameters<typeof watchData>[1], "dataChallenges" | "client" | "timers" | "report"> &
  Omit<Parameters<typeof watchLateRulings>[1], "dataChallenges" | "client">;

export interface DataOnL1 {
  /** `DataChallenges`, where it is deployed. */
  readonly dataChallenges: Address | undefined;
  readonly watcher: DataWatcher | undefined;
}

/** Everything that L1 says of published data: challenges to answer or to make, and rulings that come late. Throws `L1_RPC`. */
export async function watchDataOnL1(node: Common, rooms: Rooms, closers: Closers): Promise<DataOnL1> {
  const { options, l1: client, timers, report } = node;
  const dataChallenges = await dataChallengesOf(toHex(options.genesis.l1.rollup), { client });
  const onL1 = { ...rooms, dataChallenges, client };
  const watcher = await watchData(options, { ...onL1, timers, report });
  closers.add(() => watcher?.close());
  watchLateRulings(node, onL1, closers);
  return { dataChallenges, watcher };
}
