import type { Bridge } from "../bridge/index.ts";
import { describeProgress, Progress } from "../health/progress.ts";
import type { NodeChain } from "../sequencer/index.ts";
import type { Closers } from "./closers.ts";
import type { Common } from "./common.ts";

/** Two batches of blocks at the usual pace, and some: a follower is a batch behind whenever one comes. */
const READY_LAG_BLOCKS = 2_000;
const SAMPLE_MS = 5_000;

/** Watches how far the node is, and says so in the log every five seconds until it has caught up, and when it falls behind. */
export function watchProgress(
  { options, logger, timers }: Common,
  { bridge, chain }: { readonly bridge: Pick<Bridge, "l1">; readonly chain: NodeChain },
  closers: Closers,
): Progress {
  const progress = new Progress(
    { maxLag: options.readyLagBlocks ?? READY_LAG_BLOCKS },
    {
      head: () => chain.head.number,
      published: () => (bridge.l1.status.caughtUp ? bridge.l1.publishedBlock : undefined),
      now: () => performance.now(),
    },
  );
  let wasCaughtUp = false;
  let cancel = () => {};
  const look = () => {
    progress.sample();
    const { figures, isCaughtUp } = progress;
    const { behind, blocks, of, perSecond, secondsLeft } = figures;
    const data = { blocks: `${blocks}`, of: `${of ?? "?"}`, behind: `${behind}`, perSecond, secondsLeft };
    if (!isCaughtUp) logger.info({ code: "CATCHING_UP", ...data }, describeProgress(figures));
    else if (!wasCaughtUp) logger.info({ code: "CAUGHT_UP", ...data }, describeProgress(figures));
    wasCaughtUp = isCaughtUp;
    cancel = timers.after(SAMPLE_MS, look);
  };
  cancel = timers.after(SAMPLE_MS, look);
  closers.add(() => cancel());
  return progress;
}
