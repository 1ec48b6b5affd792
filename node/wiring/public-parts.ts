import type { Bridge, DataWatcher } from "../bridge/index.ts";
import type { OpenDa } from "../da/open.ts";
import type { Shadow } from "../state-machine/shadow/shadow.ts";
import type { HistoryThread } from "../store/history/thread.ts";
import type { BlockStore } from "../store/port.ts";
import type { NodeArchive } from "./archive.ts";
import type { ChainPart } from "./chain.ts";
import type { Deriving } from "./deriving.ts";
import type { Leader } from "./leader.ts";

/** What the public port tells of. */
export interface PublicParts extends Omit<ChainPart, "snapshots"> {
  readonly store: BlockStore;
  readonly history: HistoryThread;
  readonly bridge: Bridge;
  readonly layer: OpenDa;
  readonly archive: NodeArchive;
  readonly dataWatcher: DataWatcher | undefined;
  readonly shadow: Shadow | undefined;
  readonly deriving: Deriving;
  /** Absent on a follower: it takes no transactions. */
  readonly leader: Leader | undefined;
  readonly acceptsRisk: () => boolean;
}
