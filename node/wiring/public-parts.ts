import type { Bridge, DataWatcher, L1Accounts } from "../bridge/index.ts";
import type { OpenDa } from "../da/open.ts";
import type { Progress } from "../health/progress.ts";
import type { Shadow } from "../state-machine/shadow/shadow.ts";
import type { HistoryThread } from "../store/history/thread.ts";
import type { BlockStore } from "../store/port.ts";
import type { NodeArchive } from "./archive.ts";
import type { ChainPart } from "./chain.ts";
import type { Deriving } from "./deriving.ts";
import type { MempoolDoor } from "./door.ts";
import type { Leader } from "./leader.ts";

/** Parts that begin when L1 was read: the port is open before, and tells how far the node is. */
export interface Started {
  dataWatcher?: DataWatcher | undefined;
  deriving?: Deriving;
  /** Of a sequencer. */
  leader?: Leader;
  /** Everything runs. */
  isComplete?: boolean;
}

/** What the public port tells of. */
export interface PublicParts extends Omit<ChainPart, "snapshots"> {
  readonly store: BlockStore;
  readonly history: HistoryThread;
  readonly bridge: Bridge;
  readonly layer: OpenDa;
  readonly archive: NodeArchive;
  readonly accounts: L1Accounts;
  readonly shadow: Shadow | undefined;
  readonly progress: Progress;
  /** Absent on a follower: it takes no transactions. */
  readonly door: MempoolDoor | undefined;
  /** What runs by now. */
  readonly started: Started;
  readonly acceptsRisk: () => boolean;
}
