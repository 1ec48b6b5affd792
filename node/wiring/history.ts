import { join } from "node:path";
import type { NodeChain } from "../sequencer/index.ts";
import { discardDamaged } from "../store/discard.ts";
import { type HistoryThread, openHistoryThread } from "../store/history/thread.ts";
import type { BlockStore } from "../store/port.ts";
import type { Closers } from "./closers.ts";
import type { Common } from "./common.ts";

/** The history in its thread, fed with every block of the chain. A damaged one is removed, with a warning, and made again from the blocks. */
export async function openHistory(
  { options, logger }: Common,
  {
    store,
    chain,
    domainSeparator,
  }: {
    readonly store: BlockStore;
    readonly chain: NodeChain;
    readonly domainSeparator: Uint8Array;
  },
  closers: Closers,
): Promise<HistoryThread> {
  const path = join(options.data, "history");
  const lost = await discardDamaged(path);
  if (lost !== undefined)
    logger.warn({ code: lost.code, ...lost.data }, `history is made anew: ${lost.message}`);
  const onError = (error: unknown) => logger.error({ err: error }, "history stopped");
  const history = await openHistoryThread({ path, domainSeparator, onError }, { blocks: store });
  closers.add(() => history.close());
  chain.onBlock(history.onBlock);
  return history;
}
