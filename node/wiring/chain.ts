import { join } from "node:path";
import { NodeChain } from "../sequencer/index.ts";
import { createStateMachine } from "../state-machine/index.ts";
import type { BlockStore } from "../store/port.ts";
import { openSnapshotFolder, type SnapshotFolder } from "../store/snapshots.ts";
import type { Closers } from "./closers.ts";
import type { Common } from "./common.ts";
import { timed } from "./timed.ts";

export interface ChainPart {
  readonly chain: NodeChain;
  readonly snapshots: SnapshotFolder;
  /** Milliseconds since the newest block became durable, or since the start. */
  sinceBlock(): number;
}

/**
 * The chain of this node's store: the newest snapshot, the blocks behind it, the engine. `finalBlock` says up to where L1 has confirmed:
 * snapshots behind it are kept until then. A clean end writes a snapshot. Throws `GENESIS_MISMATCH`, `REPLAY_MISMATCH`, ...
 */
export async function openChain(
  { options, logger, timings }: Common,
  { store, finalBlock }: { readonly store: BlockStore; readonly finalBlock: () => bigint },
  closers: Closers,
): Promise<ChainPart> {
  const snapshots = await openSnapshotFolder(join(options.data, "snapshots"), { final: finalBlock });
  const chain = await NodeChain.open(
    {
      genesisBlock: options.genesis.block,
      genesisRoot: options.genesis.stateRoot,
      snapshotInterval: options.snapshotInterval,
    },
    {
      store,
      snapshots,
      createMachine: async () => timed(await createStateMachine(), "applyBlock", timings.applied),
      onSnapshotError: (error) => logger.warn({ err: error }, "snapshot failed"),
    },
  );
  closers.add(() => chain.snapshot());
  let lastBlockAt = performance.now();
  chain.onBlock(() => {
    lastBlockAt = performance.now();
  });
  return { chain, snapshots, sinceBlock: () => performance.now() - lastBlockAt };
}
